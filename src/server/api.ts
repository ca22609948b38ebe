import type { z } from "zod";
import type { Route } from "./route.ts";
import type { routes } from "./routes/index.ts";

type Routes = typeof routes;

interface Shape<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType> {
  readonly params: Written<P>;
  readonly query: Written<Q>;
  readonly body: z.input<B>;
  /** As it is sent, before anything reads it. */
  readonly answer: z.output<A>;
}

/** What stands in an address is read from text, so the schema takes anything; who writes it gives what it is read as, and leaves out what it may. */
type Written<S extends z.ZodType> = { readonly [Name in keyof z.input<S>]: Name extends keyof z.output<S> ? z.output<S>[Name] : never };

/** Every operation of JSON by its id, as the pages call it. A type only: nothing of the server goes to the browser. */
export type Api = {
  readonly [Id in keyof Routes as Routes[Id] extends { readonly kind: "json" } ? Id : never]: Routes[Id] extends Route<infer P, infer Q, infer B, infer A>
    ? Shape<P, Q, B, A>
    : never;
};
