import { Page } from "../../parts/page.tsx";
import { useMe } from "../../shell/me.ts";
import { plural, roleName, together } from "../../words.ts";
import { Browser } from "./browser.tsx";
import { Notices } from "./notices.tsx";
import { Passkeys } from "./passkeys.tsx";
import { Sessions } from "./sessions.tsx";

/** What concerns only the person who is signed in, and this browser. */
export function SettingsPage() {
  const { person, passkeys } = useMe();
  const roles = person.roles.length === 0 ? "without a role" : `as ${together(person.roles.map(roleName))}`;
  return (
    <Page title="Settings" width="narrow" answer={`You are signed in as ${person.name}, ${roles}, with ${plural(passkeys, "passkey")}.`}>
      <Passkeys />
      <Sessions />
      <Notices />
      <Browser />
    </Page>
  );
}
