/** Where one can go, in the order of the navigation; `key` follows `g`. The band above the pages shows those of governance in a menu of their own. */
export const destinations = [
  { to: "/", name: "Your turn", key: "i", governs: false },
  { to: "/changes", name: "Changes", key: "c", governs: false },
  { to: "/escalations", name: "Escalations", key: "e", governs: false },
  { to: "/deployments", name: "Deployments", key: "d", governs: false },
  { to: "/ledger", name: "Ledger", key: "l", governs: false },
  { to: "/people", name: "People", key: "p", governs: false },
  { to: "/map", name: "Map", key: "a", governs: false },
  { to: "/blueprint", name: "Blueprint", key: "b", governs: true },
  { to: "/plan", name: "Plan", key: "n", governs: true },
  { to: "/ai-tools", name: "AI tools", key: "t", governs: true },
  { to: "/policy", name: "Policy", key: "o", governs: true },
  { to: "/measures", name: "Measures", key: "m", governs: true },
  { to: "/portfolio", name: "Portfolio", key: "f", governs: true },
  { to: "/framework", name: "Framework", key: "w", governs: true },
] as const;
