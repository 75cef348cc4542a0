/** Where to sign in so that one comes back to this page. */
export const signInAddress = (): string =>
  `/console/sign-in?return=${encodeURIComponent(location.pathname + location.search)}`;

/** Where a page goes that nobody has used for long: not to the sign-in, which may need nobody to press anything. */
export const signedOutAddress = (): string =>
  `/console/signed-out?return=${encodeURIComponent(location.pathname + location.search)}`;
