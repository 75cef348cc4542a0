/**
 * Posts a session's token to the vendor's product, as the field `token`, in a new tab. The form is in the page only while it is submitted, so
 * that the token is in no URL, no storage and no element that stays.
 */
export function handOver(token: string, landingUrl: string): void {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = landingUrl;
  form.target = '_blank';
  form.rel = 'noopener';
  form.hidden = true;
  const field = document.createElement('input');
  field.type = 'hidden';
  field.name = 'token';
  field.value = token;
  form.append(field);
  document.body.append(form);
  form.submit();
  form.remove();
}

/** Whether the browser lets a page open a tab now: for a few seconds after a press. */
export const mayOpenTab = (): boolean => navigator.userActivation.isActive;
