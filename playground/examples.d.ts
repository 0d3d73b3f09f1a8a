/** What `build.js` collects: the examples of the specification, and the lessons. */
declare module 'virtual:examples' {
  interface Example {
    readonly title: string
    readonly language: 'json' | 'ts'
    readonly text: string
    readonly loop?: string
  }
  export const examples: Readonly<Record<string, Readonly<Record<string, Example>>>>
}
