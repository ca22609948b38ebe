/** What the exit code of every command means (`docs/reference/exit-codes.md`). */
export const exitCodes = {
  0: "Allowed, or done.",
  1: "Denied, or a check found something.",
  2: "Bad usage or bad input; nothing changed.",
  3: "Waiting for a person.",
  4: "Could not be carried out (unreachable, full disk, corrupt data); treat it as denied.",
} as const;
export type ExitCode = 0 | 1 | 2 | 3 | 4;

export interface ArgumentEntry {
  /** In capitals, as the usage line prints it. */
  readonly name: string;
  readonly says: string;
  readonly optional?: boolean;
  readonly many?: boolean;
  readonly choices?: readonly string[];
}

export interface OptionEntry {
  /** `--base <REF>`, or `--quiet` for a switch. */
  readonly flags: string;
  readonly says: string;
  /** May be given more than once. */
  readonly many?: boolean;
  readonly required?: boolean;
  readonly choices?: readonly string[];
}

export interface CommandEntry {
  /** One word, or the word of a group and one of its own. The first word names the file in `commands/`. */
  readonly name: string;
  readonly part: Part;
  readonly summary: string;
  readonly arguments: readonly ArgumentEntry[];
  readonly options: readonly OptionEntry[];
  /** Command lines that work, without the program's name; the first uses only what is required. */
  readonly examples: readonly [string, ...string[]];
  readonly exits: readonly ExitCode[];
  /** It reads a git repository and so takes `--repo`. */
  readonly repository?: boolean;
}

export const parts = ["Begin", "A change", "Deployment", "People", "Policy", "Proof", "This machine"] as const;
export type Part = (typeof parts)[number];

/** Options that every command takes. */
export const everywhere: readonly OptionEntry[] = [
  { flags: "--json", says: "One JSON document on standard output and nothing else, also for a failure" },
  { flags: "--data <FOLDER>", says: "The data folder; else COUNTERSIGN_DATA, else the user's own" },
  { flags: "--config <FILE>", says: "The file of settings; else COUNTERSIGN_CONFIG, else countersign.config.yaml here and in the data folder" },
  { flags: "--sample", says: "Work on the sample that `countersign sample` made" },
  { flags: "--as <PERSON>", says: "Who acts: a handle or an e-mail address; else COUNTERSIGN_PERSON, else git's user.email" },
  { flags: "--no-color", says: "No colour; NO_COLOR is kept as well" },
];

export const repositoryOption: OptionEntry = { flags: "--repo <PATH>", says: "The repository; else COUNTERSIGN_REPO, else the current folder" };

const base: OptionEntry = { flags: "--base <REF>", says: "Where the change begins; else the branch that it would be merged into" };
const head: OptionEntry = { flags: "--head <REF>", says: "Where the change ends; else HEAD" };
const key: OptionEntry = { flags: "--key <FILE>", says: "The SSH key that signs: a private key, or a public one whose private half an agent holds" };
const environment: OptionEntry = { flags: "--environment <NAME>", says: "The environment; `merge` for the judgement of the change itself" };
const requirement: OptionEntry = { flags: "--requirement <LINK>", says: "The requirement or ticket that the change fulfils" };
const tool: OptionEntry = { flags: "--tool <NAME[:MODEL]>", says: "An AI tool that was used; may be repeated", many: true };
const noTool: OptionEntry = { flags: "--no-ai", says: "Declare that no AI tool was used" };
const change: OptionEntry = { flags: "--change <ID>", says: "The change, as `propose` named it" };
const commit: OptionEntry = { flags: "--commit <SHA>", says: "Its commit instead of its id; else HEAD of the repository" };
const artifact: OptionEntry = { flags: "--artifact <DIGEST>", says: "SHA-256 of what is deployed" };
const rolesOption: OptionEntry = { flags: "--role <ROLE>", says: "A role in the organisation; may be repeated", many: true };
const emails: OptionEntry = { flags: "--email <ADDRESS>", says: "An e-mail address that the person commits with; may be repeated", many: true };

const asProject: OptionEntry = {
  flags: "--project <NAME>",
  says: "Read it as the policy of this project, which tightens the organisation's; `.countersign/policy.yaml` always is one",
};

const rev: OptionEntry = { flags: "--rev <REF>", says: "The commit, branch or tag to look at; else HEAD" };
const noCache: OptionEntry = { flags: "--no-cache", says: "Neither use nor keep what was found out before; it is kept in the user's cache folder" };

const agentNames = ["claude-code", "codex", "cursor", "gemini-cli", "github-copilot", "opencode"] as const;
const calledByHook: OptionEntry = { flags: "--hook", says: "Called by a hook of git: say only what was done or went wrong, and never stop the commit" };
const grammar: OptionEntry = {
  flags: "--grammar <NAME>",
  says: "`co-authored-by`, as platforms show it, or `assisted-by`, as the Linux kernel asks for it; else what the policy asks for, else the first",
  choices: ["co-authored-by", "assisted-by"],
};
const program: OptionEntry = { flags: "--program <PATH>", says: "How this program is called there; else `countersign`, from the PATH" };

const stages = [
  ["start", "Record that a deployment begins, bound to the verdict it relies on"],
  ["succeeded", "Record that a deployment succeeded"],
  ["failed", "Record that a deployment failed"],
  ["rolled-back", "Record that a deployment was rolled back"],
] as const;

/** The commands. Programs, help, completion and `docs/reference/commands.md` are generated from this table and nothing else. */
export const commands: readonly CommandEntry[] = [
  {
    name: "sample",
    part: "Begin",
    summary: "Make a small governed repository with a change that waits for one person, and show it",
    arguments: [],
    options: [],
    examples: ["sample"],
    exits: [0, 2, 4],
  },
  {
    name: "serve",
    part: "Begin",
    summary: "Serve the pages and the API; of a sample, where no organisation was founded",
    arguments: [],
    options: [
      { flags: "--port <PORT>", says: "The port; else COUNTERSIGN_PORT, else 8080" },
      { flags: "--host <ADDRESS>", says: "The address to listen on; else COUNTERSIGN_HOST, else 127.0.0.1" },
      { flags: "--origin <ORIGIN>", says: "Where people open the pages; else COUNTERSIGN_ORIGIN, else http://localhost with the port" },
    ],
    examples: ["serve", "serve --port 9000", "serve --host 0.0.0.0 --origin https://countersign.northwind.example"],
    exits: [0, 1, 2, 4],
  },
  {
    name: "init",
    part: "Begin",
    summary: "Found an organisation on this machine and put a repository under governance",
    arguments: [],
    options: [
      { flags: "--organisation <NAME>", says: "Name of the organisation; asked on a terminal" },
      { flags: "--name <NAME>", says: "Your name as it is printed with a signature; else git's user.name" },
      { flags: "--handle <HANDLE>", says: "How the command line names you; else the beginning of your e-mail address" },
      { flags: "--email <ADDRESS>", says: "Your e-mail address; else git's user.email" },
      { flags: "--project <NAME>", says: "Name of the project; else the repository's folder" },
      { ...key, says: "Your SSH public key; else the first usual one in ~/.ssh" },
    ],
    examples: ["init --organisation Northwind", "init --organisation Northwind --key ~/.ssh/id_ed25519.pub --json"],
    exits: [0, 2, 4],
    repository: true,
  },
  {
    name: "check",
    part: "Begin",
    summary: "Say who wrote a change, what it must prove and who must judge it; records nothing",
    arguments: [],
    options: [
      base,
      head,
      { flags: "--evidence <FILE...>", says: "Reports to rest the criteria on, in any format that `evidence add` reads", many: true },
      { flags: "--environment <NAME>", says: "Judge it for this environment as well" },
      { flags: "--policy <FILE>", says: "Judge it by this policy file instead of the one in force" },
      requirement,
      tool,
      noTool,
    ],
    examples: ["check", "check --base main --evidence reports/junit.xml coverage/lcov.info"],
    exits: [0, 1, 2, 3, 4],
    repository: true,
  },
  {
    name: "map",
    part: "Begin",
    summary: "Who or what wrote each line, over the whole history: shares by folder, file, tool, model, person and age; `map verify --sample 100` compares it with `git blame`",
    arguments: [{ name: "PATH", says: "Only these files and folders, as they are named in the current folder", optional: true, many: true }],
    options: [
      rev,
      { flags: "--since <REF>", says: "Only lines that came after this commit, branch or tag" },
      { flags: "--by <WHAT>", says: "All shares by one thing", choices: ["folder", "file", "tool", "model", "person", "age"] },
      { flags: "--lines <FILE>", says: "Every run of lines of one file: origin, tool, sponsor, commit, author, who reviewed" },
      { flags: "--html <FILE>", says: "Write a page that needs nothing else, to go through by folder, file and line, tool, person, review and age" },
      noCache,
    ],
    examples: ["map", "map src --by file", "map --lines src/price.js --rev v1.2.0", "map --since v1.1.0 --html map.html"],
    exits: [0, 2, 4],
    repository: true,
  },
  {
    name: "map verify",
    part: "Begin",
    summary: "Compare the map with what `git blame` says of sampled lines",
    arguments: [],
    options: [
      { flags: "--sample <N>", says: "How many lines; 1000 unless given, 0 for all" },
      { flags: "--seed <TEXT>", says: "Choose the same lines again: the seed that an earlier run printed" },
      rev,
      noCache,
    ],
    examples: ["map verify", "map verify --sample 0 --rev v1.2.0"],
    exits: [0, 1, 2, 4],
    repository: true,
  },
  {
    name: "disclosure",
    part: "Begin",
    summary: "Say what AI wrote in a change, a release or the project, by which evidence and who answers for it; or check that it is disclosed",
    arguments: [],
    options: [
      base,
      { ...head, says: "Where the change ends, or the project's revision; else HEAD" },
      { flags: "--release <REF>", says: "Of a release instead: all that it holds" },
      { flags: "--since <REF>", says: "With --release: the release before, to say what this one brought; else the newest tag before it" },
      { flags: "--project", says: "Of the whole project instead" },
      { flags: "--format <NAME>", says: "`markdown` for people, `cyclonedx` for other programs; else a page for this terminal", choices: ["markdown", "cyclonedx"] },
      { flags: "--product <NAME>", says: "What the product is called in it; else what its manifest, or else its folder, is called" },
      { flags: "--file <PATH>", says: "Write the project's or release's disclosure to be committed at this path; with --check, hold what is committed there against the evidence" },
      { flags: "--check", says: "Say what is not disclosed as the policy requires it, and how to add it; exit code 1 when anything is" },
      { flags: "--description <FILE>", says: "With --check: the description of the change, `-` for standard input" },
      { flags: "--policy <FILE>", says: "By this policy file instead of the one in force" },
      noCache,
    ],
    examples: [
      "disclosure",
      "disclosure --check --base origin/main",
      "disclosure --release v1.2.0 --since v1.1.0 --format markdown",
      "disclosure --project --file AI-DISCLOSURE.md",
    ],
    exits: [0, 1, 2, 4],
    repository: true,
  },
  {
    name: "propose",
    part: "A change",
    summary: "Put a change forward; the same content is the same change",
    arguments: [],
    options: [
      base,
      head,
      { flags: "--title <TEXT>", says: "Its title; else the subject of the newest commit" },
      requirement,
      tool,
      noTool,
      { flags: "--size-reason <TEXT>", says: "Why it is larger than the policy's limit" },
      { flags: "--change <ID>", says: "The change that this is a new revision of" },
    ],
    examples: ["propose", "propose --base main --requirement CLAIMS-214 --tool claude-code:claude-sonnet-4"],
    exits: [0, 2, 4],
    repository: true,
  },
  {
    name: "evidence add",
    part: "A change",
    summary: "Read reports, check them and bind them to a commit",
    arguments: [
      {
        name: "FILE",
        says: "Reports of tests, coverage, analysis, known flaws, what a product is made of, or names that were looked up, in any format that docs/guides/pipeline.md lists",
        many: true,
      },
    ],
    options: [
      { flags: "--commit <SHA>", says: "The commit that was measured", required: true },
      { flags: "--producer <NAME>", says: "What made the reports, such as the pipeline's name" },
      { flags: "--run <ID>", says: "The pipeline's run and attempt; its reports are of one commit" },
    ],
    examples: ["evidence add reports/junit.xml --commit HEAD", "evidence add reports/junit.xml coverage/lcov.info --commit HEAD --producer ci"],
    exits: [0, 1, 2, 4],
    repository: true,
  },
  {
    name: "evidence read",
    part: "A change",
    summary: "Say what a report holds: format, counts, findings; records nothing",
    arguments: [{ name: "FILE", says: "The report" }],
    options: [],
    examples: ["evidence read reports/junit.xml"],
    exits: [0, 1, 2],
  },
  {
    name: "evidence references",
    part: "A change",
    summary: "Look for functions, types, modules and packages that added lines name and that do not exist; records nothing",
    arguments: [],
    options: [
      base,
      head,
      { flags: "--out <FILE>", says: "Write what was found as SARIF, for `evidence add` and `check --evidence`" },
      { flags: "--time-limit <DURATION>", says: "At most this long altogether, 10m unless given; what was not reached is told as not looked at" },
      { flags: "--npm-registry <URL>", says: "Ask this registry about packages that are new, such as https://registry.npmjs.org/; else none is asked" },
      { flags: "--pypi-registry <URL>", says: "The same for Python, such as https://pypi.org/" },
      { flags: "--python-packages <FOLDER>", says: "A folder of installed Python packages, beside the virtual environments in the checkout; may be repeated", many: true },
    ],
    examples: ["evidence references", "evidence references --base origin/main --out references.sarif"],
    exits: [0, 1, 2, 4],
    repository: true,
  },
  {
    name: "record add",
    part: "A change",
    summary: "Record which lines a tool wrote, from Agent Trace or from an agent's hook; stays on this machine until they are committed",
    arguments: [{ name: "FILE", says: "Agent Trace records or a hook's event; else standard input", optional: true }],
    options: [{ flags: "--from <AGENT>", says: "Whose hook's event it is; then nothing that goes wrong stops the agent", choices: agentNames }],
    examples: ["record add traces.jsonl", "record add --from claude-code"],
    exits: [0, 1, 2, 4],
    repository: true,
  },
  {
    name: "record commit",
    part: "A change",
    summary: "Say in a commit's git-ai note who wrote the recorded lines that it adds",
    arguments: [{ name: "REV", says: "The commit; else HEAD", optional: true }],
    options: [calledByHook],
    examples: ["record commit"],
    exits: [0, 2, 4],
    repository: true,
  },
  {
    name: "record rewritten",
    part: "A change",
    summary: "Carry notes over to what an amendment or a rebase made of their commits",
    arguments: [],
    options: [calledByHook],
    examples: ["record rewritten"],
    exits: [0, 2, 4],
    repository: true,
  },
  {
    name: "record trailers",
    part: "A change",
    summary: "Add the trailers of the tools that wrote staged lines to a commit message",
    arguments: [
      { name: "FILE", says: "The file with the message, as git hands it to a hook" },
      { name: "SOURCE", says: "What else git hands to the hook; not used", optional: true },
      { name: "COMMIT", says: "The same", optional: true },
    ],
    options: [grammar, calledByHook],
    examples: ["record trailers .git/COMMIT_EDITMSG"],
    exits: [0, 2, 4],
    repository: true,
  },
  {
    name: "record hooks",
    part: "A change",
    summary: "Install git's hooks that add trailers and write notes; a hook that is there goes on running",
    arguments: [],
    options: [grammar, program, { flags: "--remove", says: "Take them away, and put back what was there before" }],
    examples: ["record hooks", "record hooks --grammar assisted-by", "record hooks --remove"],
    exits: [0, 1, 2, 4],
    repository: true,
  },
  {
    name: "record settings",
    part: "A change",
    summary: "The settings with which an agent tells what it writes",
    arguments: [{ name: "AGENT", says: "Which agent", choices: agentNames }],
    options: [program, { flags: "--write", says: "Add them to the project's file, leaving what is there" }],
    examples: ["record settings claude-code", "record settings cursor --write"],
    exits: [0, 2, 4],
    repository: true,
  },
  {
    name: "record show",
    part: "A change",
    summary: "What was recorded and waits for a commit",
    arguments: [],
    options: [{ flags: "--forget", says: "Forget all of it" }],
    examples: ["record show", "record show --forget"],
    exits: [0, 2, 4],
    repository: true,
  },
  {
    name: "record prompt",
    part: "A change",
    summary: "Show that a text is the prompt that a digest in a note or in the ledger is of; only a salt is kept here, never a prompt",
    arguments: [{ name: "FILE", says: "The text; else standard input", optional: true }],
    options: [
      { flags: "--digest <DIGEST>", says: "Whether the text is the prompt of this one; else every digest that it is of" },
      { flags: "--forget", says: "Forget every salt, so that nobody can show it any more" },
    ],
    examples: ["record prompt prompt.txt", "record prompt --forget"],
    exits: [0, 1, 2, 4],
    repository: true,
  },
  {
    name: "decide",
    part: "A change",
    summary: "Judge a change: answer its questions, see what is signed, sign it with your SSH key",
    arguments: [
      { name: "CHANGE", says: "The change, as `propose` named it" },
      { name: "OUTCOME", says: "What you decide", choices: ["approve", "request-changes", "defer", "unsure"] },
    ],
    options: [
      { flags: "--environment <NAME>", says: "Decide on its release to this environment instead of on the change itself" },
      artifact,
      { flags: "--answers <FILE>", says: "Prepared answers in YAML or JSON, `-` for standard input; each question needs one of its own" },
      { flags: "--reason <TEXT>", says: "Why; needed for all but approve" },
      { flags: "--until <DATE>", says: "With defer: until when, YYYY-MM-DD" },
      { flags: "--criterion <ID>", says: "With unsure: the criterion in doubt" },
      key,
    ],
    examples: [
      "decide c-7d3f approve",
      "decide c-7d3f approve --answers answers.yaml",
      'decide c-7d3f unsure --criterion threat-considered --reason "Token handling is new to me"',
    ],
    exits: [0, 1, 2, 4],
  },
  {
    name: "inbox",
    part: "A change",
    summary: "Whose turn it is: what waits for you, since when, until when",
    arguments: [],
    options: [],
    examples: ["inbox", "inbox --as ana"],
    exits: [0, 2, 4],
  },
  {
    name: "escalations",
    part: "A change",
    summary: "Unsure and overdue decisions on their way to a better-qualified person",
    arguments: [],
    options: [{ flags: "--all", says: "Resolved ones as well" }],
    examples: ["escalations"],
    exits: [0, 2, 4],
  },
  {
    name: "gate",
    part: "Deployment",
    summary: "The verdict in front of an environment; an allow comes with a receipt that verifies offline",
    arguments: [],
    options: [
      { ...environment, required: true },
      change,
      commit,
      artifact,
      { flags: "--wait <DURATION>", says: "Ask again until the verdict is no longer `wait`, at most this long: 30m, 2h" },
      { flags: "--receipt <FILE>", says: "With an allow, write FILE.tlog-proof and FILE.vsa.json" },
      { flags: "--break-glass", says: "An emergency: two named people let the change pass, and a review follows" },
      { flags: "--by <PERSON[=KEY]>", says: "With --break-glass: who lets it pass, with the file of their key; twice", many: true },
      { flags: "--reason <TEXT>", says: "With --break-glass: why" },
      { flags: "--valid-for <DURATION>", says: "With --break-glass: how long it holds" },
    ],
    examples: ["gate --environment production", "gate --environment production --change c-7d3f --wait 30m --receipt release"],
    exits: [0, 1, 2, 3, 4],
    repository: true,
  },
  ...stages.map(
    ([stage, summary]): CommandEntry => ({
      name: `deploy ${stage}`,
      part: "Deployment",
      summary,
      arguments: [],
      options: [
        { ...environment, says: "The environment", required: true },
        change,
        commit,
        artifact,
        { flags: "--deployment <ID>", says: "The deployment, as `deploy start` named it; else the one that is under way" },
        { flags: "--note <TEXT>", says: "What a reader of the log should know" },
      ],
      examples: [stage === "start" ? "deploy start --environment production --change c-7d3f" : `deploy ${stage} --environment production --deployment r-41c0`],
      exits: [0, 1, 2, 4],
      repository: true,
    }),
  ),
  {
    name: "people list",
    part: "People",
    summary: "People, their roles, addresses, keys and qualifications",
    arguments: [],
    options: [],
    examples: ["people list"],
    exits: [0, 2, 4],
  },
  {
    name: "people add",
    part: "People",
    summary: "Enrol a person, or an agent's identity",
    arguments: [{ name: "HANDLE", says: "How the command line names the person" }],
    options: [
      { flags: "--name <NAME>", says: "The name that is printed with a signature", required: true },
      { ...emails, required: true },
      rolesOption,
      { flags: "--agent", says: "An AI agent or service: it may propose and attach, never decide" },
    ],
    examples: [
      'people add bo --name "Bo Lindqvist" --email bo@northwind.example',
      'people add bo --name "Bo Lindqvist" --email bo@northwind.example --role reviewer --role release-manager',
    ],
    exits: [0, 1, 2, 4],
  },
  {
    name: "people change",
    part: "People",
    summary: "Give a person another set of roles or addresses, or make them active again",
    arguments: [{ name: "PERSON", says: "Handle, e-mail address or id" }],
    options: [
      { ...rolesOption, says: "The roles from now on; may be repeated" },
      { flags: "--no-roles", says: "No role from now on" },
      { ...emails, says: "The addresses from now on; may be repeated" },
      { flags: "--activate", says: "Make the person active again" },
    ],
    examples: ["people change bo --role reviewer"],
    exits: [0, 1, 2, 4],
  },
  {
    name: "people deactivate",
    part: "People",
    summary: "Take a person out of service; what they signed stays theirs",
    arguments: [{ name: "PERSON", says: "Handle, e-mail address or id" }],
    options: [],
    examples: ["people deactivate bo"],
    exits: [0, 1, 2, 4],
  },
  {
    name: "keys list",
    part: "People",
    summary: "Enrolled keys and whose they are",
    arguments: [{ name: "PERSON", says: "Only this person's", optional: true }],
    options: [],
    examples: ["keys list"],
    exits: [0, 2, 4],
  },
  {
    name: "keys add",
    part: "People",
    summary: "Enrol a person's SSH public key; it signs only what comes after",
    arguments: [
      { name: "PERSON", says: "Handle, e-mail address or id" },
      { name: "FILE", says: "The public key, `-` for standard input" },
    ],
    options: [],
    examples: ["keys add bo ~/.ssh/id_ed25519.pub"],
    exits: [0, 1, 2, 4],
  },
  {
    name: "keys revoke",
    part: "People",
    summary: "Revoke a key; what it signed before stays valid",
    arguments: [{ name: "FINGERPRINT", says: "`SHA256:…`, as `keys list` prints it" }],
    options: [],
    examples: ["keys revoke SHA256:uNiVztksCsDhcc0u9e8BrnwIksMdHJbSuiGzjKZ0ZpE"],
    exits: [0, 1, 2, 4],
  },
  {
    name: "keys allowed-signers",
    part: "People",
    summary: "Every enrolled key as a file that `ssh-keygen -Y verify` reads",
    arguments: [],
    options: [],
    examples: ["keys allowed-signers"],
    exits: [0, 2, 4],
  },
  {
    name: "qualify grant",
    part: "People",
    summary: "Record that a person is fit to judge a domain, on which basis and until when",
    arguments: [
      { name: "PERSON", says: "Handle, e-mail address or id" },
      { name: "DOMAIN", says: "A qualification of the policy, such as security" },
    ],
    options: [
      { flags: "--basis <TEXT>", says: "What it rests on: training, experience, an examination", required: true },
      { flags: "--until <DATE>", says: "Last day, YYYY-MM-DD; else the policy's `valid-for`" },
    ],
    examples: ['qualify grant bo security --basis "Secure coding course, 2026"'],
    exits: [0, 1, 2, 4],
  },
  {
    name: "qualify revoke",
    part: "People",
    summary: "End a qualification now",
    arguments: [{ name: "ID", says: "As `qualify list` prints it" }],
    options: [],
    examples: ["qualify revoke q-5b1e"],
    exits: [0, 1, 2, 4],
  },
  {
    name: "qualify list",
    part: "People",
    summary: "Who is qualified for what, until when",
    arguments: [{ name: "PERSON", says: "Only this person's", optional: true }],
    options: [],
    examples: ["qualify list"],
    exits: [0, 2, 4],
  },
  {
    name: "policy lint",
    part: "Policy",
    summary: "Say what is wrong with a policy, and what in it can never be satisfied",
    arguments: [{ name: "FILE", says: "The policy; else the repository's", optional: true }],
    options: [asProject],
    examples: ["policy lint", "policy lint .countersign/policy.yaml"],
    exits: [0, 1, 2, 4],
    repository: true,
  },
  {
    name: "policy explain",
    part: "Policy",
    summary: "Say in sentences what a policy asks for, or what it asks of one path",
    arguments: [{ name: "PATH", says: "A path in the repository", optional: true }],
    options: [{ flags: "--file <FILE>", says: "The policy; else the repository's" }, asProject],
    examples: ["policy explain", "policy explain src/auth/session.ts"],
    exits: [0, 2, 4],
    repository: true,
  },
  {
    name: "policy diff",
    part: "Policy",
    summary: "Say what another version of a policy tightens, loosens or changes",
    arguments: [
      { name: "BEFORE", says: "A policy file" },
      { name: "AFTER", says: "Another" },
    ],
    options: [],
    examples: ["policy diff policy.yaml policy-next.yaml"],
    exits: [0, 1, 2, 4],
  },
  {
    name: "policy adopt",
    part: "Policy",
    summary: "Put a version in force under your signature",
    arguments: [{ name: "FILE", says: "The policy" }],
    options: [{ flags: "--project <NAME>", says: "As the policy of this project; else of the organisation" }, { flags: "--commit <SHA>", says: "The commit that holds it" }, key],
    examples: ["policy adopt policy.yaml"],
    exits: [0, 1, 2, 4],
  },
  {
    name: "policy constraints",
    part: "Policy",
    summary: "Put rules for a start beside the policy: health data in logs, secrets, SQL from strings; or list them",
    arguments: [
      { name: "SET", says: "A set of rules; else they are listed", optional: true, many: true, choices: ["health-data-in-logs", "secrets-in-source", "sql-from-strings"] },
    ],
    options: [{ flags: "--file <FILE>", says: "The policy; else the repository's" }],
    examples: ["policy constraints", "policy constraints health-data-in-logs sql-from-strings"],
    exits: [0, 2, 4],
    repository: true,
  },
  {
    name: "policy schema",
    part: "Policy",
    summary: "The JSON Schema of a policy, for an editor",
    arguments: [],
    options: [],
    examples: ["policy schema"],
    exits: [0],
  },
  {
    name: "simulate",
    part: "Policy",
    summary: "What would have happened to past changes under another policy; records nothing",
    arguments: [],
    options: [
      { flags: "--policy <FILE>", says: "The policy; as the organisation's, unless a project is named", required: true },
      { flags: "--project <NAME>", says: "Read it as the policy of this project, and judge its changes only" },
      { flags: "--since <DATE>", says: "Only changes that were put forward since then, YYYY-MM-DD" },
    ],
    examples: ["simulate --policy policy-next.yaml", "simulate --policy policy-next.yaml --since 2026-10-01"],
    exits: [0, 2, 4],
  },
  {
    name: "ledger show",
    part: "Proof",
    summary: "The ledger as people read it",
    arguments: [],
    options: [
      { flags: "--from <INDEX>", says: "First entry" },
      { flags: "--to <INDEX>", says: "Last entry" },
    ],
    examples: ["ledger show", "ledger show --from 0 --to 20"],
    exits: [0, 2, 4],
  },
  {
    name: "ledger proof",
    part: "Proof",
    summary: "One entry with the proof that it stands in the ledger",
    arguments: [{ name: "INDEX", says: "The entry" }],
    options: [{ flags: "--out <FILE>", says: "Write FILE.tlog-proof and FILE.json" }],
    examples: ["ledger proof 0", "ledger proof 12 --out entry-12"],
    exits: [0, 2, 4],
  },
  {
    name: "ledger export",
    part: "Proof",
    summary: "The whole ledger as static files that anybody can verify",
    arguments: [{ name: "FOLDER", says: "A folder that is new or empty" }],
    options: [],
    examples: ["ledger export ledger-2026-11"],
    exits: [0, 2, 4],
  },
  {
    name: "verify",
    part: "Proof",
    summary: "Check an exported ledger or a receipt offline and name the first thing wrong",
    arguments: [{ name: "PATH", says: "The folder of `ledger export`, or the .tlog-proof of a receipt" }],
    options: [
      { flags: "--policy <FILE>", says: "Which keys to trust: a tlog policy file of your own" },
      { flags: "--previous <FILE>", says: "An older checkpoint note that the ledger must continue" },
      { flags: "--vkey <KEY>", says: "For a receipt: the ledger's verification key, or a file that holds it" },
    ],
    examples: ["verify ledger-2026-11", "verify release.tlog-proof --vkey northwind.vkey"],
    exits: [0, 1, 2, 4],
  },
  {
    name: "doctor",
    part: "This machine",
    summary: "What is wrong with this installation and its data, and the command that mends it",
    arguments: [],
    options: [
      { flags: "--settings", says: "Only the settings, each with where it came from" },
      { flags: "--rebuild-views", says: "First fold the views anew from the ledger" },
    ],
    examples: ["doctor", "doctor --settings"],
    exits: [0, 1, 2, 4],
  },
  {
    name: "completion",
    part: "This machine",
    summary: "Completion for a shell",
    arguments: [{ name: "SHELL", says: "Which shell", choices: ["bash", "zsh", "fish"] }],
    options: [],
    examples: ["completion bash"],
    exits: [0, 2],
  },
];

/** What a group of commands is about. */
export const groups: Readonly<Record<string, string>> = {
  evidence: "Reports about a commit",
  record: "Who writes which lines, recorded while they are written",
  deploy: "The deployment log, bound to the verdicts it relies on",
  people: "People and agents",
  keys: "The keys that people sign with",
  qualify: "Who is fit to judge which domain",
  policy: "What the policy says, what is wrong with it, and putting it in force",
  ledger: "The append-only log of everything that happened",
};

/** Words of the first level: single commands and groups, in the table's order. */
export const firstWords: readonly string[] = [...new Set(commands.map(({ name }) => name.split(" ")[0] ?? name))];

/** The commands of a group, or the one command of that name. */
export function commandsUnder(word: string): readonly CommandEntry[] {
  return commands.filter(({ name }) => name === word || name.startsWith(`${word} `));
}

/** All options of a command as its help lists them. One of its own takes the place of one that every command takes. */
export function optionsOf(entry: CommandEntry): readonly OptionEntry[] {
  const own = new Set(entry.options.map(nameOf));
  return [...entry.options, ...(entry.repository ? [repositoryOption] : []), ...everywhere.filter((option) => !own.has(nameOf(option)))];
}

function nameOf({ flags }: OptionEntry): string {
  return flags.split(" ")[0] ?? flags;
}
