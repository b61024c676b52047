/** Records the messages and rows of this version, as a part of its release: `npm run formats:record` */
import { writeFileSync } from 'node:fs';
import { FORMAT_CASES, toText } from './cases.ts';

const formats = Object.fromEntries(FORMAT_CASES.map(({ name, written }) => [name, JSON.parse(toText(written()))]));
const file = new URL('formats.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(formats, null, 2)}\n`);
