import type { SgNode } from "@ast-grep/napi";
import { type Named, type Names, namesIn, pairs } from "./names.ts";
import { above, type Span, same, spanOf, within } from "./nodes.ts";

/** A value that ends in a call. */
export interface Arrival {
  readonly sink: SgNode;
  /** What stands in the call itself, or in what its variable was given. */
  readonly source: SgNode;
  /** Null when the source stands in the call itself. */
  readonly by: { readonly name: string; readonly node: SgNode } | null;
}

interface Source {
  readonly node: SgNode;
  readonly span: Span;
}

/** A name that was given something, in the scope where it lives. */
interface Write extends Pick<Named, "besides"> {
  readonly scope: Span;
  readonly node: SgNode;
  readonly span: Span;
  readonly values: readonly SgNode[];
  readonly keeps: boolean;
}

/**
 * Where values end in calls, at most one variable on the way. Whoever wrote the text decides how much there is to do; a limit of time is the caller's. A variable counts as long as
 * nothing harmless that surely runs before the call takes its place; of two parts of which only one runs, neither counts for the other.
 */
export class Flow {
  readonly #root: SgNode;
  readonly #names: Names | null;
  #writes: ReadonlyMap<string, readonly Write[]> | null = null;
  #gained = new Map<Write, SgNode | null>();

  /** `names` is null for a language in which values are not followed: a source then counts in the call itself only. */
  constructor(root: SgNode, names: Names | null) {
    this.#root = root;
    this.#names = names;
  }

  /** `harmless` are the nodes that make what is inside them harmless. */
  arrivals(sources: readonly SgNode[], sinks: readonly SgNode[], harmless: readonly SgNode[]): Arrival[] {
    const covers = harmless.map(spanOf);
    const open = sources.map((node) => ({ node, span: spanOf(node) })).filter(({ span }) => !covers.some((cover) => within(span, cover)));
    this.#gained = new Map();
    return sinks.flatMap((sink) => [...this.#direct(sink, open), ...this.#byName(sink, open, covers)]);
  }

  #direct(sink: SgNode, sources: readonly Source[]): Arrival[] {
    return sourcesOf(argumentsOf(sink), sources).map((source) => ({ sink, source, by: null }));
  }

  #byName(sink: SgNode, sources: readonly Source[], covers: readonly Span[]): Arrival[] {
    if (this.#names === null || sources.length === 0) return [];
    const found: Arrival[] = [];
    const given = argumentsOf(sink);
    const reads = given.findAll({ rule: { any: this.#names.reads.map((kind) => ({ kind })) } });
    for (const read of [...(this.#names.reads.includes(String(given.kind())) ? [given] : []), ...reads]) {
      if (this.#isSpelling(read) || covers.some((cover) => within(spanOf(read), cover)) || !flowsInto(read, given)) continue;
      found.push(...this.#heldBy(read, sink, sources).map((held) => ({ sink, ...held })));
    }
    return found;
  }

  #isSpelling(node: SgNode): boolean {
    const parent = node.parent();
    return parent !== null && (this.#names?.spellings ?? []).some(([kind, field]) => parent.kind() === kind && isAt(parent.field(field), node));
  }

  // What a name may hold when the call is reached, the latest first.
  #heldBy(read: SgNode, sink: SgNode, sources: readonly Source[]): Pick<Arrival, "source" | "by">[] {
    const name = read.text();
    const writes = this.#writesTo().get(name);
    if (writes === undefined) return [];
    const scope = scopeAt(writes, spanOf(read), spanOf(this.#root));
    const place = spanOf(sink);
    const loop = above(sink, scope).findLast((node) => this.#names?.loops.has(String(node.kind())));
    const own = writes.filter((write) => same(write.scope, scope));
    const before = own.filter(({ span }) => span.end <= place.start);
    // What stands behind the call in a loop around it has run when the call is reached again.
    const inLoop = (write: Write) => loop !== undefined && within(write.span, spanOf(loop));
    const again = own.filter((write) => !before.includes(write) && inLoop(write));
    let held: Pick<Arrival, "source" | "by">[] = [];
    for (const write of [...before.filter((each) => !inLoop(each)), ...again, ...before.filter(inLoop)]) {
      const runs = this.#runs(write, place);
      if (runs === "never") continue;
      const source = this.#gain(write, sources);
      if (!write.keeps && runs === "always" && before.includes(write)) held = [];
      if (source !== null) held.unshift({ source, by: { name, node: write.node } });
    }
    return held;
  }

  // A function is no value of what stands in its body.
  #gain(write: Write, sources: readonly Source[]): SgNode | null {
    const known = this.#gained.get(write);
    if (known !== undefined) return known;
    const values = [...write.values, ...write.besides].filter((value) => !this.#names?.functions.has(String(value.kind())));
    const source = values.reduce<SgNode | null>((first, value) => first ?? sourceOf(value, sources), null);
    this.#gained.set(write, source);
    return source;
  }

  #runs({ node, span }: Write, place: Span): "always" | "maybe" | "never" {
    if (within(place, spanOf(node))) return "always";
    const chain = [node, ...above(node, { start: Math.min(span.start, place.start), end: Math.max(span.end, place.end) })];
    const top = chain.at(-1) ?? node;
    const common = top.parent();
    const part = common?.children().find((child) => within(place, spanOf(child)));
    const condition = isAt(common?.field("condition") ?? null, top);
    if (common !== null && this.#names?.choices.has(String(common.kind())) && part !== undefined && !condition) return "never";
    return chain.some((each) => this.#names?.branches.has(String(each.kind()))) ? "maybe" : "always";
  }

  #writesTo(): ReadonlyMap<string, readonly Write[]> {
    this.#writes ??= this.#readWrites();
    return this.#writes;
  }

  #readWrites(): ReadonlyMap<string, readonly Write[]> {
    const writes = new Map<string, Write[]>();
    const later: { readonly name: string; readonly write: Omit<Write, "scope"> }[] = [];
    const add = (name: string, write: Write) => {
      const known = writes.get(name);
      if (known === undefined) writes.set(name, [write]);
      else known.push(write);
    };
    const kinds = this.#names?.givings ?? {};
    for (const node of this.#root.findAll({ rule: { any: Object.keys(kinds).map((kind) => ({ kind })) } })) {
      for (const { target, values, how, scope } of (kinds[String(node.kind())]?.(node) ?? []).flatMap(pairs)) {
        for (const { name, besides, member } of namesIn(target)) {
          const write = { node, span: this.#momentOf(node, target, values), values, besides, keeps: how === "add" || member };
          if (scope === null || member) later.push({ name, write });
          else add(name, { ...write, scope: spanOf(scope) });
        }
      }
    }
    // Where a name lives is known once every declaration is.
    for (const { name, write } of later) add(name, { ...write, scope: scopeAt(writes.get(name) ?? [], write.span, spanOf(this.#root)) });
    for (const all of writes.values()) all.sort((a, b) => a.span.end - b.span.end);
    return writes;
  }

  // A loop gives its name a value before its body runs, and a comprehension before what stands in front of it.
  #momentOf(node: SgNode, target: SgNode, values: readonly SgNode[]): Span {
    const parent = node.kind() === "for_in_clause" ? node.parent() : null;
    if (parent !== null) return { start: spanOf(parent).start, end: spanOf(parent).start };
    return spanOf(values.length === 0 || this.#names?.loops.has(String(node.kind())) ? target : node);
  }
}

function scopeAt(writes: readonly Write[], at: Span, root: Span): Span {
  const around = writes.map(({ scope }) => scope).filter((scope) => within(at, scope));
  return around.reduce((best, scope) => (scope.end - scope.start < best.end - best.start ? scope : best), root);
}

/** What a call is given: its receiver and its name are no part of it. */
function argumentsOf(sink: SgNode): SgNode {
  return sink.field("arguments") ?? sink;
}

function isAt(node: SgNode | null, other: SgNode): boolean {
  return node !== null && same(spanOf(node), spanOf(other));
}

const tellWhether = new Set(["comparison_operator", "not_operator", "instanceof_expression"]);
const whetherSigns = new Set(["!", "typeof", "void", "delete", "==", "===", "!=", "!==", "<", ">", "<=", ">=", "instanceof", "in"]);

/** The first source that becomes part of a value; null when none does. */
function sourceOf(value: SgNode, sources: readonly Source[]): SgNode | null {
  const outer = spanOf(value);
  return sources.find(({ node, span }) => within(span, outer) && flowsInto(node, value))?.node ?? null;
}

function sourcesOf(value: SgNode, sources: readonly Source[]): SgNode[] {
  const outer = spanOf(value);
  return sources.filter(({ node, span }) => within(span, outer) && flowsInto(node, value)).map(({ node }) => node);
}

// Whether a value is there, or is like another, says nothing of the value itself.
function flowsInto(source: SgNode, value: SgNode): boolean {
  const outer = spanOf(value);
  if (!within(spanOf(source), outer)) return false;
  if (same(spanOf(source), outer)) return true;
  const steps = [source, ...above(source, outer), value];
  return !steps.some((node, at) => at > 0 && (tellsWhether(node) || isAt(node.kind() === "ternary_expression" ? node.field("condition") : null, steps[at - 1] ?? node)));
}

function tellsWhether(node: SgNode): boolean {
  const kind = String(node.kind());
  if (tellWhether.has(kind)) return true;
  return (kind === "unary_expression" || kind === "binary_expression") && whetherSigns.has(node.field("operator")?.text() ?? "");
}
