/** What a package's users can name, read from its sources: the face first, then every room that it exports as a namespace. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import ts from 'typescript';
import { there } from '../there';

/** A public name: what it is, and the file that declares it. */
export interface PublicName {
  name: string;
  kind: 'function' | 'class' | 'const' | 'type' | 'namespace';
  file: string;
}

const parse = (file: string) => ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);

function moduleFile(from: string, specifier: ts.Expression | undefined): string {
  const path = resolve(dirname(from), (specifier as ts.StringLiteral).text);
  return [`${path}.ts`, `${path}/index.ts`].find((file) => existsSync(file)) as string;
}

const isExported = (node: ts.Statement) =>
  ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);

/** Names that a statement declares and exports. */
function declared(node: ts.Statement, file: string): PublicName[] {
  if (!isExported(node)) return [];
  const one = (name: string, kind: PublicName['kind']) => ({ name, kind, file });
  if (ts.isFunctionDeclaration(node)) return [one(there(node.name).text, 'function')];
  if (ts.isClassDeclaration(node)) return [one(there(node.name).text, 'class')];
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return [one(node.name.text, 'type')];
  if (!ts.isVariableStatement(node)) return [];
  return node.declarationList.declarations.map(({ name, initializer }) =>
    one(name.getText(), initializer && ts.isArrowFunction(initializer) ? 'function' : 'const'),
  );
}

/** Names that `export ... from` passes on, and names imported above that are exported again. */
function passedOn(node: ts.ExportDeclaration, file: string): PublicName[] {
  const { exportClause, moduleSpecifier } = node;
  const source = moduleFile(file, moduleSpecifier);
  if (!exportClause) return publicNames(source);
  if (ts.isNamespaceExport(exportClause)) return [{ name: exportClause.name.text, kind: 'namespace', file: source }];
  const all = publicNames(source);
  return exportClause.elements.map(({ name, propertyName }) => {
    const found = all.find((other) => other.name === (propertyName ?? name).text);
    if (!found) throw new Error(`${file} exports ${name.text}, which ${source} does not have.`);
    return { ...found, name: name.text };
  });
}

/** The names that a module exports, in the order of the alphabet. */
export function publicNames(file: string): PublicName[] {
  const names = parse(file).statements.flatMap((node) =>
    ts.isExportDeclaration(node) ? passedOn(node, file) : declared(node, file),
  );
  return names.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** How many names of each kind there are, as one line. */
function countText(names: PublicName[]): string {
  const count = (kind: PublicName['kind']) => names.filter((name) => name.kind === kind).length;
  const called = names.length - count('namespace');
  const kinds = `${count('function')} functions, ${count('const')} constants, ${count('class')} classes, ${count('type')} types`;
  return `# ${called} names at the top: ${kinds}. Rooms as namespaces: ${count('namespace')}.`;
}

/** The names of a package as a text to keep: their count, a line per name, a paragraph per room. */
export function publicText(face: string): string {
  const lines = (names: PublicName[]) => names.map(({ name, kind }) => `${name}  ${kind}`).join('\n');
  const names = publicNames(face);
  const rooms = names.filter(({ kind }) => kind === 'namespace');
  const paragraphs = rooms.map((room) => `## ${room.name}\n\n${lines(publicNames(room.file))}`);
  return [countText(names), lines(names), ...paragraphs].join('\n\n').concat('\n');
}
