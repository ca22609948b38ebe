/** Where one can go, in the order of the navigation; `key` follows `g`. */
export const destinations = [
  { to: "/", name: "Your turn", key: "i" },
  { to: "/changes", name: "Changes", key: "c" },
  { to: "/escalations", name: "Escalations", key: "e" },
  { to: "/deployments", name: "Deployments", key: "d" },
  { to: "/ledger", name: "Ledger", key: "l" },
  { to: "/people", name: "People", key: "p" },
  { to: "/policy", name: "Policy", key: "o" },
  { to: "/measures", name: "Measures", key: "m" },
  { to: "/map", name: "Map", key: "a" },
] as const;
