/** The teachers whose weights are published for download, and where they are looked for. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../base';
import { RESNET_18, RESNET_50, type ResnetShape, WIDE_RESNET_50_2 } from './resnetCosts';

export interface CatalogueEntry {
  name: string;
  /** What the network is, with its paper. */
  about: string;
  shape: ResnetShape;
  /** The publisher's address. */
  url: string;
  /** The publisher's name of the file; before the ending stand the first digits of its SHA-256. */
  file: string;
  /** Those digits. */
  sha256Prefix: string;
  /** Size of the file as the publisher states it, MiB. */
  mebibytes: number;
  licence: string;
}

const PUBLISHER = 'https://download.pytorch.org/models/';
/** The licence of torchvision covers its code; ImageNet's own terms speak of research that is not commercial. */
const LICENCE = 'BSD-3-Clause (torchvision); trained on ImageNet-1k, whose terms apply to its images';

function entry(name: string, about: string, shape: ResnetShape, stem: string, mebibytes: number): CatalogueEntry {
  const file = `${stem}.pth`;
  const sha256Prefix = stem.slice(stem.lastIndexOf('-') + 1);
  return { name, about, shape, url: PUBLISHER + file, file, sha256Prefix, mebibytes, licence: LICENCE };
}

/** By name, the paper's first. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  entry(
    'wide-resnet50-2',
    "the paper's teacher (Appendix C): Wide-ResNet-50-2, arXiv 1605.07146",
    WIDE_RESNET_50_2,
    'wide_resnet50_2-95faca4d',
    131.8,
  ),
  entry('resnet50', 'ResNet-50, arXiv 1512.03385', RESNET_50, 'resnet50-0676ba61', 97.8),
  entry('resnet18', 'ResNet-18, arXiv 1512.03385', RESNET_18, 'resnet18-f37072fd', 44.7),
];

/** The entry of that name, if there is one. */
export function catalogueEntry(name: string): CatalogueEntry | undefined {
  return CATALOGUE.find((one) => one.name === name);
}

/** Where a download of the publisher's file goes. */
export function cachePlace({ file }: CatalogueEntry): string {
  return join(cacheFolder(), 'teachers', file);
}

/**
 * Where weights are looked for when no file is named, in this order: the publisher's file, and a safetensors file of the same
 * names (as timm publishes them) under the teacher's name.
 */
export function weightPlaces(one: CatalogueEntry): string[] {
  return [cachePlace(one), join(cacheFolder(), 'teachers', `${one.name}.safetensors`)];
}

/** The first of the places that holds a file. */
export function installedWeights(one: CatalogueEntry): string | undefined {
  return weightPlaces(one).find((place) => existsSync(place));
}

/** What to do to get the weights, in one sentence. */
export function howToGet(one: CatalogueEntry): string {
  return `Run "borad teacher fetch ${one.name}", or download ${one.url} (${one.mebibytes} MiB) and put it at ${cachePlace(one)}.`;
}
