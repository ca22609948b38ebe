/**
 * A table from small numbers (paths) to numbers (what stands there), of which many versions live at once and share all that they have
 * in common: a tree of 32 branches, copied on write (Bagwell, Ideal Hash Trees, 2001, without the hash). A table alone with its
 * branches changes them in place.
 */
export class Versions {
  #root: Branch | Leaf;
  /** Levels of branches above the leaves. */
  #depth: number;
  /** Whose branches may be changed in place: those that carry this very mark. */
  #mark: object = {};

  constructor() {
    this.#root = emptyLeaf(this.#mark);
    this.#depth = 0;
  }

  /** 0 where nothing was set. */
  get(key: number): number {
    if (key >= width ** (this.#depth + 1)) return 0;
    let node: Branch | Leaf | undefined = this.#root;
    for (let level = this.#depth; level > 0; level--) node = (node as Branch | undefined)?.kids[(key >>> (level * bits)) & mask];
    return (node as Leaf | undefined)?.values[key & mask] ?? 0;
  }

  set(key: number, value: number): void {
    while (key >= width ** (this.#depth + 1)) {
      this.#root = { mark: this.#mark, kids: [this.#root] };
      this.#depth++;
    }
    let node = this.#own(this.#root);
    this.#root = node;
    for (let level = this.#depth; level > 0; level--) {
      const { kids } = node as Branch;
      const at = (key >>> (level * bits)) & mask;
      const kid = kids[at];
      node = kid === undefined ? (level === 1 ? emptyLeaf(this.#mark) : { mark: this.#mark, kids: [] }) : this.#own(kid);
      kids[at] = node;
    }
    (node as Leaf).values[key & mask] = value;
  }

  /** Another table with the same content; from now on neither sees what is set in the other. */
  fork(): Versions {
    const other = new Versions();
    other.#root = this.#root;
    other.#depth = this.#depth;
    this.#mark = {};
    return other;
  }

  /** Every number that is set, with its key, ascending. */
  forEach(tell: (key: number, value: number) => void): void {
    visit(this.#root, undefined, this.#depth, 0, (key, value) => value !== 0 && tell(key, value));
  }

  /** Keys under which this table has something else than the other, ascending. What both share is passed over at once. */
  differences(other: Versions, tell: (key: number, mine: number, theirs: number) => void): void {
    const depth = Math.max(this.#depth, other.#depth);
    const mine = this.#raised(depth);
    const theirs = other.#raised(depth);
    visit(mine, theirs, depth, 0, (key, one, two) => one !== two && tell(key, one, two));
  }

  #raised(depth: number): Branch | Leaf {
    let root = this.#root;
    for (let level = this.#depth; level < depth; level++) root = { mark: this.#mark, kids: [root] };
    return root;
  }

  #own<T extends Branch | Leaf>(node: T): T {
    if (node.mark === this.#mark) return node;
    return ("kids" in node ? { mark: this.#mark, kids: [...node.kids] } : { mark: this.#mark, values: node.values.slice() }) as T;
  }
}

interface Branch {
  readonly mark: object;
  readonly kids: (Branch | Leaf | undefined)[];
}

interface Leaf {
  readonly mark: object;
  readonly values: Int32Array;
}

const bits = 5;
const width = 1 << bits;
const mask = width - 1;

function emptyLeaf(mark: object): Leaf {
  return { mark, values: new Int32Array(width) };
}

function visit(mine: Branch | Leaf | undefined, theirs: Branch | Leaf | undefined, level: number, from: number, tell: (key: number, mine: number, theirs: number) => void): void {
  if (mine === theirs) return;
  for (let at = 0; at < width; at++) {
    const key = from + at * width ** level;
    if (level === 0) tell(key, (mine as Leaf | undefined)?.values[at] ?? 0, (theirs as Leaf | undefined)?.values[at] ?? 0);
    else visit((mine as Branch | undefined)?.kids[at], (theirs as Branch | undefined)?.kids[at], level - 1, key, tell);
  }
}
