import type { z } from "zod";
import type { House } from "./house.ts";
import type { ToolName } from "./tool-table.ts";

/** What a tool answers: data for programs, short sentences for the model, and what it may do next. */
export interface ToolAnswer<O> {
  readonly data: O;
  readonly says: readonly string[];
  /** The next permitted step. */
  readonly next: string;
}

export interface Tool<I extends z.ZodObject = z.ZodObject, O extends z.ZodObject = z.ZodObject> {
  readonly name: ToolName;
  readonly title: string;
  readonly description: string;
  readonly input: I;
  readonly output: O;
  // A method, so that a list may hold tools of different inputs.
  handle(house: House, input: z.output<I>): Promise<ToolAnswer<z.input<O>>>;
}

/** Defines a tool. Its input is whatever an agent sends. */
export function tool<I extends z.ZodObject, O extends z.ZodObject>(given: Tool<I, O>): Tool<I, O> {
  return given;
}
