import type { SgNode } from "@ast-grep/napi";

/** Offsets in UTF-16 code units, the end not included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export function spanOf(node: SgNode): Span {
  const { start, end } = node.range();
  return { start: start.index, end: end.index };
}

export function within(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

export function same(a: Span, b: Span): boolean {
  return a.start === b.start && a.end === b.end;
}

/** The nodes above a node, the nearest first, up to and without the one that spans `outer` or more. */
export function above(node: SgNode, outer: Span): SgNode[] {
  const chain: SgNode[] = [];
  for (let at = node.parent(); at !== null; at = at.parent()) {
    const span = spanOf(at);
    if (span.start <= outer.start && span.end >= outer.end) break;
    chain.push(at);
  }
  return chain;
}

/** The nearest node above that is of one of the kinds; the top of the text when there is none. */
export function nearest(node: SgNode, kinds: ReadonlySet<string>): SgNode {
  let top = node;
  for (let at = node.parent(); at !== null; at = at.parent()) {
    if (kinds.has(String(at.kind()))) return at;
    top = at;
  }
  return top;
}
