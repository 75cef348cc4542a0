/** Where to sign in so that one comes back to this page. */
export const signInAddress = (): string =>
  `/console/sign-in?return=${encodeURIComponent(location.pathname + location.search)}`;
