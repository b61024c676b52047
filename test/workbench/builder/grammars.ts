/** Parsers of the languages that handlers are generated in: tree-sitter grammars as WebAssembly, no toolchain. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import treeSitter from '@vscode/tree-sitter-wasm';
import type { Language } from '../../../workbench/src/builder/generate/index.ts';

const GRAMMARS: Readonly<Record<Language, string>> = {
  javascript: 'javascript',
  typescript: 'typescript',
  python: 'python',
  go: 'go',
  ruby: 'ruby',
  php: 'php',
  java: 'java',
  csharp: 'c-sharp',
};

const require = createRequire(import.meta.url);
const parsers = new Map<Language, Promise<treeSitter.Parser>>();

async function load(language: Language): Promise<treeSitter.Parser> {
  await treeSitter.Parser.init();
  const file = require.resolve(`@vscode/tree-sitter-wasm/wasm/tree-sitter-${GRAMMARS[language]}.wasm`);
  const parser = new treeSitter.Parser();
  parser.setLanguage(await treeSitter.Language.load(await readFile(file)));
  return parser;
}

/** The first place where `code` does not fit the grammar, as `line: text`; undefined when all of it fits. */
export async function syntaxFault(language: Language, code: string): Promise<string | undefined> {
  let loading = parsers.get(language);
  if (!loading) {
    loading = load(language);
    parsers.set(language, loading);
  }
  const tree = (await loading).parse(code);
  if (!tree) throw new Error(`The parser of ${language} gave up.`);
  const fault = firstFault(tree.rootNode);
  return fault && `${fault.startPosition.row + 1}: ${fault.isMissing ? `missing ${fault.type}` : fault.text}`;
}

function firstFault(node: treeSitter.Node): treeSitter.Node | undefined {
  if (node.isError || node.isMissing) return node;
  if (!node.hasError) return undefined;
  for (const child of node.children) {
    const fault = child && firstFault(child);
    if (fault) return fault;
  }
  return node;
}
