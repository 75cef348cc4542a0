import { Controller, Get, Header, Inject } from '@nestjs/common';
import { Public } from '../../auth/access.js';
import { EVIDENCE } from '../../ports.js';
import { NOTE_TYPE } from './proof-form.js';
import type { Evidence } from '../../ports.js';

@Controller('.well-known/support-access-vkey')
export class VkeyController {
  constructor(@Inject(EVIDENCE) private readonly evidence: Pick<Evidence, 'keys'>) {}

  /** What checkpoints are verified with (C2SP signed-note): one key a line, newest first. */
  @Get()
  @Header('Content-Type', NOTE_TYPE)
  @Header('Cache-Control', 'public, max-age=300')
  @Public()
  read(): string {
    return this.evidence.keys.vkeyDocument;
  }
}
