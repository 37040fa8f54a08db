/** Examples in the comments of public names: found, checked by the compiler, and run. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { format } from 'node:util';
import ts from 'typescript';
import { there } from '../there';
import type { PublicName } from './publicNames';

const root = resolve(__dirname, '../..');

/** The comment of a declaration: a variable's stands before its statement. */
function commentOf(file: string, name: string): ts.JSDoc[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const isIt = (node: ts.Statement) =>
    ts.isVariableStatement(node)
      ? node.declarationList.declarations.some((one) => one.name.getText() === name)
      : (node as ts.DeclarationStatement).name?.text === name;
  return source.statements.filter(isIt).flatMap((node) => ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc));
}

/** The code of a name's `@example`, without its fence; undefined without one. */
export function exampleOf({ file, name }: PublicName): string | undefined {
  const tags = commentOf(file, name).flatMap(({ tags = [] }) => [...tags]);
  const tag = tags.find(({ tagName }) => tagName.text === 'example');
  return /```ts\n([\s\S]*?)```/.exec(ts.getTextOfJSDocComment(tag?.comment) ?? '')?.[1];
}

const options = (): ts.CompilerOptions => {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  return { ...ts.parseJsonConfigFileContent(config, ts.sys, root).options, incremental: false };
};

/** What the compiler says against examples, each as the body of a function: `name: message`. */
export function typeErrors(examples: { name: string; code: string }[]): string[] {
  const file = join(root, 'test/face/of-examples.ts');
  const bodies = examples.map(({ name, code }) => `export async function of${name}() {\n${code}}\n`);
  const text = `import * as borad from 'borad';\n${bodies.join('')}`;
  const settings = options();
  const host = ts.createCompilerHost(settings, true);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (path) => path === file || fileExists(path);
  host.getSourceFile = (path, ...rest) =>
    path === file ? ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) : getSourceFile(path, ...rest);
  const program = ts.createProgram([file], settings, host);
  const source = there(program.getSourceFile(file));
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((found) => {
    const before = text.slice(0, found.start).match(/^export async function of(\w+)/gm) ?? [];
    const name = before.at(-1)?.split(' of')[1];
    return `${name}: ${ts.flattenDiagnosticMessageText(found.messageText, ' ')}`;
  });
}

const SHOWN = /^(\s*)console\.log\((.*)\);(?: \/\/ (.*))?$/gm;

/** Runs an example; what it prints is returned, and what its comments say that it prints. */
export async function runExample(code: string, borad: unknown): Promise<{ printed: string[]; promised: string[] }> {
  const [printed, promised]: string[][] = [[], []];
  const print = (promise: string | undefined, ...values: unknown[]) => {
    if (promise === undefined) return;
    printed.push(format(...values));
    promised.push(promise);
  };
  const asked = code.replace(
    SHOWN,
    (_, indent, values, promise) =>
      `${indent}print(${promise === undefined ? 'undefined' : JSON.stringify(promise)}, ${values});`,
  );
  const body = ts.transpile(`(async () => {\n${asked}})`, { target: ts.ScriptTarget.ES2022 });
  await new Function('borad', 'print', `return ${body}`)(borad, print)();
  return { printed, promised };
}
