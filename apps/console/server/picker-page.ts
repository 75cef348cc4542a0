import type { UserRole } from '#auth';
import type { Html } from './html.js';
import { html } from './html.js';
import { HOME } from './return-path.js';

/** Somebody to sign in as. */
export type DevelopmentPerson = { role: UserRole; id: string; name: string; does: string };

export type PickerFacts = {
  people: readonly DevelopmentPerson[];
  roles: readonly UserRole[];
  /** Where the person was going. */
  goingTo: string;
  /** Where a browser has windows for several people: hosts with a name each have cookies of their own. */
  windows: readonly { name: string; href: string }[];
  /** Whether the workspace of the examples is missing, and can be made. */
  canMakeExample: boolean;
};

/** Whom to be: shown in place of an identity provider while the service signs its own tokens. */
export function pickerBody({ people, roles, goingTo, windows, canMakeExample }: PickerFacts): Html {
  const going = html`<input type="hidden" name="return" value="${goingTo}" />`;
  const example = html`<h2>Nothing to see yet?</h2>
    <form method="post" action="/console/sign-in/example">
      ${going}
      <p>Make the workspace <strong>acme</strong>, of the tier Business, which Olivia owns.</p>
      <button>Make the example workspace</button>
    </form>`;
  return html`<p>This service runs for development, without an identity provider. Choose whom to be.</p>
    ${goingTo === HOME ? undefined : html`<p class="muted">You will go on to ${goingTo}</p>`}
    <form method="post" action="/console/sign-in">
      ${going}
      <ul>
        ${people.map(
          ({ role, id, name, does }, i) =>
            html`<li>
              <button class="person ${i === 0 ? 'primary' : ''}" name="person" value="${`${role}:${id}`}">
                <strong>${name}</strong>, ${role.replace('-', ' ')}<span>${does}</span>
              </button>
            </li>`,
        )}
      </ul>
    </form>
    <details>
      <summary>Someone else…</summary>
      <form method="post" action="/console/sign-in">
        ${going}
        <div class="fields">
          <label
            >Role
            <select name="role">
              ${roles.map((role) => html`<option>${role}</option>`)}
            </select></label
          >
          <label>Id <input name="id" required maxlength="255" autocomplete="off" /></label>
          <label>Name (optional) <input name="name" maxlength="255" autocomplete="off" /></label>
        </div>
        <button>Sign in</button>
      </form>
    </details>
    ${canMakeExample ? example : undefined}
    <h2>Several people at once</h2>
    <p>
      Each of these addresses is a session of its own, so that windows of one browser can be different people:
    </p>
    <ul>
      ${windows.map(({ name, href }) => html`<li><a href="${href}">${name}</a></li>`)}
    </ul>`;
}
