/** Small helps with the document. */

/** The element of the page with this id. */
export function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id)
  if (found instanceof kind) return found
  throw new Error(`the page has no ${kind.name} ${id}`)
}

export function replace(parent: HTMLElement, children: readonly Node[]): void {
  parent.replaceChildren(...children)
}

/** Items of a list, or one that says that there are none. */
export function list(texts: readonly string[], none: string): readonly HTMLLIElement[] {
  return (texts.length === 0 ? [none] : texts).map((text) => {
    const item = document.createElement('li')
    item.textContent = text
    if (texts.length === 0) item.className = 'none'
    return item
  })
}
