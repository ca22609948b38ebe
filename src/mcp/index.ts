export type { House, OwnCheckout, Place } from "./house.ts";
export { organisationHouse } from "./organisation-house.ts";
export { makeServer } from "./server.ts";
export { toolTable, toolTableText } from "./tool-table.ts";
