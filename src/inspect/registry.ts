/** The sections of a model's page, in their order; a new one is one file and one line here. */
import type { PageSection } from './contract.js';
import { course } from './course/section.js';
import { experts } from './experts/section.js';
import { howMany } from './how-many/section.js';
import { pairs } from './pairs/section.js';
import { why } from './why/section.js';

export const sections: readonly PageSection[] = [experts, why, pairs, howMany, course];
