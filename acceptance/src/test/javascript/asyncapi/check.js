// Prints what AsyncAPI's parser has against a document; ends with 1 if there is any error.
// Usage: node check.js FILE
import { readFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';

const { document, diagnostics } = await new Parser().parse(readFileSync(process.argv[2], 'utf8'));
for (const { severity, path, message } of diagnostics) {
  console.log(`${['error', 'warning', 'information', 'hint'][severity]} ${path.join('/')}: ${message}`);
}
if (!document) process.exit(1);
console.log(`valid: ${document.channels().length} channels`);
