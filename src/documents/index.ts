export { type Block, blocksOf, type Span } from "./blocks.ts";
export { type ControlledDocument, type ControlledWith, controlled, footOf, standingOf, uncontrolled } from "./controlled.ts";
export { documentHtml } from "./html.ts";
export { type DocumentSignature, manifestationLine, manifestationParts } from "./manifestation.ts";
export { documentPdf } from "./pdf.ts";
