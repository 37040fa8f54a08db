import { join, resolve } from 'node:path';

/** The project's folder. */
export const root = resolve(__dirname, '../..');

/** A module of tools/, which is JavaScript and has no types. */
// biome-ignore lint/suspicious/noExplicitAny: the tools are JavaScript
export const loadTool = (name: string): Promise<any> => import(/* @vite-ignore */ join(root, 'tools', name));
