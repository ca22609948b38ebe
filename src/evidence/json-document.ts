import type { JsonWalk } from "./json-walk.ts";
import { Halt } from "./outcome.ts";

/** A JSON document, or an object in one, before anybody knows what it is. Whoever can tell by a name that it is not theirs asks for the name, and not for the value. */
export class JsonDocument {
  readonly #from: JsonWalk;
  readonly #found: (readonly [string, JsonWalk])[] = [];
  readonly #search: Iterator<string>;
  readonly #at: JsonWalk;
  #ended = false;

  constructor(walk: JsonWalk) {
    this.#from = walk;
    this.#at = walk.copy();
    this.#search = this.#at.members();
  }

  /** From its beginning. */
  walk(): JsonWalk {
    return this.#from.copy();
  }

  /** Whether the document is an object with a member of that name, as far as it can be told without reading it: one that is broken may break before. */
  has(name: string): boolean {
    return this.member(name) !== null;
  }

  /** Before the value of the first member of that name; null when there is none. The document may still be broken. */
  member(wanted: string): JsonWalk | null {
    for (const [name, walk] of this.members()) if (name === wanted) return walk;
    return null;
  }

  /** The members in their order, each with a walk that stands before its value, up to where the document breaks. */
  *members(): Generator<readonly [string, JsonWalk]> {
    for (let at = 0; ; at++) {
      const member = this.#found[at] ?? this.#searchOn();
      if (member === null) return;
      yield [member[0], member[1].copy()];
    }
  }

  #searchOn(): readonly [string, JsonWalk] | null {
    if (this.#ended) return null;
    try {
      // Nobody goes over the value of the last one, which may be nearly the whole document, before more is asked for.
      if (this.#found.length > 0) this.#at.leave();
      const { value: name, done } = this.#search.next();
      if (done === true) {
        this.#ended = true;
        return null;
      }
      const member = [name, this.#at.copy()] as const;
      this.#found.push(member);
      return member;
    } catch (error) {
      this.#ended = true;
      if (error instanceof Halt) return null;
      throw error;
    }
  }
}
