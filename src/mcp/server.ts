import { type CallToolResult, McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import { Failure } from "../model/failure.ts";
import type { House } from "./house.ts";
import { requireScope } from "./organisation.ts";
import { registerPrompts } from "./prompts.ts";
import { registerResources } from "./resources.ts";
import type { Tool } from "./tool.ts";
import { annotationsOf, rowOf } from "./tool-table.ts";
import { tools } from "./tools/index.ts";

const instructions = `Countersign governs what may be merged and deployed here. You may ask, propose and attach; you cannot approve, waive, resolve or change a rule, and no tool here does.
Before you write: get_rules and get_lessons for the paths. While you write: record_provenance. Before you add a package: check_dependency. When you are done: classify_change, attach_evidence, request_review.
When something is unclear or a rule cannot be kept: stop, and ask_human.`;

/** The server of tools, resources and prompts for one house. */
export function makeServer(house: House, version: string): McpServer {
  const server = new McpServer({ name: "countersign", title: "Countersign", version }, { instructions });
  for (const each of tools) register(server, house, each);
  registerResources(server, house);
  registerPrompts(server, house);
  return server;
}

function register(server: McpServer, house: House, { name, title, description, input, output, handle }: Tool): void {
  const row = rowOf(name);
  const outputSchema = output.extend({ next: z.string().describe("The next permitted step") });
  server.registerTool(name, { title, description, inputSchema: input, outputSchema, annotations: annotationsOf(row) }, async (given: z.output<typeof input>) => {
    try {
      requireScope(house, row.scope);
      const { data, says, next } = await handle(house, given);
      return { content: [{ type: "text", text: [...says, `Next: ${next}`].join("\n") }], structuredContent: { ...data, next } };
    } catch (error) {
      return refusal(house, error);
    }
  });
}

/** A failure is an answer: its code, the sentence and the next step. Of a mistake of the program only whoever runs it is told more. */
function refusal(house: House, error: unknown): CallToolResult {
  if (error instanceof Failure) {
    const { code, message, hint } = error;
    return { isError: true, content: [{ type: "text", text: `${code}: ${message}\nNext: ${hint || "Stop, and tell a person."}` }], _meta: { "countersign/code": code } };
  }
  house.report(error);
  return {
    isError: true,
    content: [{ type: "text", text: "internal-error: This is a mistake of the program; nothing was recorded.\nNext: Stop, and tell a person." }],
    _meta: { "countersign/code": "internal-error" },
  };
}
