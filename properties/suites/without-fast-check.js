/** `node --import` this: no module finds fast-check, as where it is not installed. */

import { register } from 'node:module'
import { isMainThread } from 'node:worker_threads'

if (isMainThread) register(import.meta.url)

export function resolve(name, context, next) {
  if (name === 'fast-check') throw new Error("Cannot find package 'fast-check'")
  return next(name, context)
}
