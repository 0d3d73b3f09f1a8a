/** What a call is refused with. */

/** The name of the error that a call throws, if it throws one. */
export function refusal(call: () => unknown): string | undefined {
  try {
    call()
    return undefined
  } catch (error) {
    return error instanceof Error ? error.name : 'something'
  }
}
