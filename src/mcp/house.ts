import type { Registries } from "../checks/references/index.ts";
import type { TokenScope } from "../model/fact.ts";
import type { Captured } from "../recording/index.ts";
import type { By, Workplace } from "../workflow/index.ts";

/** Where a repository lies and which of its commits rules: the policy comes from there, never from what an agent has just written. */
export interface Place {
  readonly path: string;
  /** What rules: the branch that changes go to, or null for where the work tree's branch left it. */
  readonly ref: string | null;
  /** The project's id where it is registered. */
  readonly project: string | null;
}

/** An agent's own checkout, which only a server on the same machine as the agent knows. */
export interface OwnCheckout {
  /** Takes in Agent Trace records about the files as they stand there. */
  record(trace: Buffer): Promise<Captured & { readonly findings: readonly string[] }>;
  /** Bytes of a file inside of it. Throws `Failure` for anything that leads out of it. */
  readFile(path: string): Promise<Buffer>;
}

/** What the tools work with: who asks, over which organisation and which repositories. */
export interface House {
  /** The organisation, or null where none was founded on this machine. */
  within<T>(act: (workplace: Workplace | null) => Promise<T>): Promise<T>;
  /** Throws `Failure` (`not-found`, `bad-usage`, `repository-unreadable`). */
  place(workplace: Workplace | null, project: string | undefined): Promise<Place>;
  /** The agent that asks; null where nobody is named. Throws `Failure` (`refused`) for a person: what an agent does must not stand under a person's name. */
  agent(workplace: Workplace): Promise<By | null>;
  /** Whether the agent may do what needs this scope. */
  may(scope: TokenScope): boolean;
  readonly checkout: OwnCheckout | null;
  readonly registries: Registries | null;
  readonly clock: () => number;
  /** Tells whoever runs the server of a mistake of the program. */
  report(error: unknown): void;
}
