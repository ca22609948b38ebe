import { openRepository, resolveCommit } from "../src/git/index.ts";
import { followTo, LineStore, makeOf } from "../src/map/index.ts";

// One pass in a process of its own, so that its memory and the processor time of all that it starts can be told.
const [path = "", revision = "", file = ""] = process.argv.slice(2);
await using repository = await openRepository(path);
using store = new LineStore(file, await makeOf(repository));
await followTo(repository, await resolveCommit(repository, revision), store);
process.stdout.write(`${Math.round(process.resourceUsage().maxRSS / 1024)}\n`);
