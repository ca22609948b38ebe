/** The documents that are read and signed, as sentences call them. */
export const documentNames = {
  charter: "charter",
  delivery: "delivery framework",
  risks: "risk register",
  "audit-trail": "audit-trail design",
  "ai-policy": "AI policy",
} as const;

export type DocumentName = keyof typeof documentNames;

export function isDocumentName(name: unknown): name is DocumentName {
  return typeof name === "string" && Object.hasOwn(documentNames, name);
}
