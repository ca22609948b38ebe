import { useAnswer } from "../../api/queries.ts";
import { Check } from "../../parts/field.tsx";
import { roleName, roleSays, usualRoles } from "../../words.ts";

/** The roles that a person has: those that the product knows, and whatever others somebody here holds. */
export function Roles({ roles, onChange }: { readonly roles: readonly string[]; readonly onChange: (roles: readonly string[]) => void }) {
  const { data } = useAnswer("people.list");
  const others = new Set([...(data?.items ?? []).flatMap((line) => line.roles), ...roles]);
  const all = [...usualRoles, ...[...others].filter((role) => !usualRoles.includes(role)).sort()];
  const turn = (role: string, on: boolean) => onChange(on ? [...roles, role] : roles.filter((each) => each !== role));
  return (
    <fieldset className="radio-group">
      <legend>Roles</legend>
      <div className="radios">
        {all.map((role) => (
          <Check key={role} label={roleName(role)} hint={roleSays(role)} checked={roles.includes(role)} onChange={(on) => turn(role, on)} />
        ))}
      </div>
    </fieldset>
  );
}
