import { type CommandEntry, commands, commandsUnder, firstWords, groups, optionsOf } from "./table.ts";

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

/** The completion of a shell, made from the table. It holds words only and runs nothing of ours, so it is instant and safe to source. */
export function completionFor(shell: Shell): string {
  if (shell === "fish") return fish();
  return shell === "zsh" ? `#compdef countersign\nautoload -U +X bashcompinit && bashcompinit\n${bash()}` : bash();
}

/** What may follow the words of a command line: `people` → its commands, a command → its choices and options. */
function followers(): [path: string, words: readonly string[]][] {
  return [
    ["", firstWords],
    ...Object.keys(groups).map((word): [string, string[]] => [word, commandsUnder(word).map(({ name }) => name.slice(word.length + 1))]),
    ...commands.map((entry): [string, string[]] => [entry.name, [...wordsUnder(entry), ...wordsOf(entry)]]),
  ];
}

/** Commands of their own beneath a command that is no group: `verify` for `map`. */
function wordsUnder({ name }: CommandEntry): string[] {
  return commandsUnder(name).flatMap((entry) => (entry.name === name ? [] : [entry.name.slice(name.length + 1)]));
}

function wordsOf(entry: CommandEntry): string[] {
  return [...entry.arguments.flatMap(({ choices }) => choices ?? []), ...optionsOf(entry).map(({ flags }) => flags.split(" ")[0] ?? flags)];
}

function bash(): string {
  const twoWords = commands.flatMap(({ name }) => (name.includes(" ") ? [name] : []));
  const cases = followers().map(([path, words]) => `    "${path}") words="${words.join(" ")}" ;;`);
  return [
    "# countersign completion for bash and zsh",
    "_countersign() {",
    `  local words="" path="" here="\${COMP_WORDS[COMP_CWORD]}"`,
    `  if [ "$COMP_CWORD" -gt 1 ]; then path="\${COMP_WORDS[1]}"; fi`,
    `  if [ "$COMP_CWORD" -gt 2 ]; then case "$path \${COMP_WORDS[2]}" in`,
    `    ${twoWords.map((name) => `"${name}"`).join("|")}) path="$path \${COMP_WORDS[2]}" ;;`,
    "  esac; fi",
    `  case "$path" in`,
    ...cases,
    "  esac",
    `  COMPREPLY=($(compgen -W "$words" -- "$here"))`,
    "}",
    "complete -o default -F _countersign countersign ./countersign",
    "",
  ].join("\n");
}

function fish(): string {
  const quoted = (text: string) => `'${text.replace(/['\\]/g, "\\$&")}'`;
  const lines = firstWords.map((word) => `complete -c countersign -n __fish_use_subcommand -a ${word} -d ${quoted(groups[word] ?? commandsUnder(word)[0]?.summary ?? "")}`);
  for (const entry of commands) {
    const [first, second] = entry.name.split(" ");
    const on = second === undefined ? `__fish_seen_subcommand_from ${first}` : `__fish_seen_subcommand_from ${first}; and __fish_seen_subcommand_from ${second}`;
    if (second !== undefined) lines.push(`complete -c countersign -n ${quoted(`__fish_seen_subcommand_from ${first}`)} -a ${second} -d ${quoted(entry.summary)}`);
    for (const { choices } of entry.arguments) if (choices) lines.push(`complete -c countersign -n ${quoted(on)} -a ${quoted(choices.join(" "))}`);
    for (const { flags, says } of optionsOf(entry)) {
      const [flag = "", value] = flags.split(" ");
      lines.push(`complete -c countersign -n ${quoted(on)} -l ${flag.slice(2)}${value ? " -r" : ""} -d ${quoted(says)}`);
    }
  }
  return `# countersign completion for fish\n${lines.join("\n")}\n`;
}
