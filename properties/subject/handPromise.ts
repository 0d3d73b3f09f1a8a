/** A promise that a law settles, and that calls back at once, so that a law need not wait. */

type Settlement = { readonly value: unknown } | { readonly error: unknown }

export interface HandPromise extends PromiseLike<never> {
  resolve(value: unknown): void
  reject(error: unknown): void
}

export function handPromise(): HandPromise {
  const listeners: ((settlement: Settlement) => void)[] = []
  let settled: Settlement | undefined
  const settle = (settlement: Settlement): void => {
    settled ??= settlement
    for (const listen of listeners.splice(0)) listen(settled)
  }
  return {
    resolve: (value) => settle({ value }),
    reject: (error) => settle({ error }),
    // oxlint-disable-next-line unicorn/no-thenable -- it is one
    then(resolved, rejected) {
      const listen = (settlement: Settlement): void => {
        if ('error' in settlement) void rejected?.(settlement.error)
        else if (resolved) Reflect.apply(resolved, undefined, [settlement.value])
      }
      if (settled === undefined) listeners.push(listen)
      else listen(settled)
      // What then() returns is of no use here.
      return Promise.reject(new Error('no promise')).catch(() => new Promise<never>(() => {}))
    },
  }
}
