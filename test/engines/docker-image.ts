import { succeeds } from './succeeds.js';

/** Whether a Docker is here that has the image already. */
export const hasImage = (image: string): boolean => succeeds('docker', ['image', 'inspect', image]);

/** Whether it has the image, or can fetch it: a Docker may be here, and no registry in its reach. */
export const canHaveImage = (image: string): boolean =>
  hasImage(image) || (succeeds('docker', ['info']) && succeeds('docker', ['manifest', 'inspect', image]));
