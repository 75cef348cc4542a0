const en = { over: 'over', left: '{left} left' };
const de: typeof en = { over: 'vorbei', left: 'noch {left}' };
export const countdown = { en, de };
