/*
 * Copyright 2026 The AMI Smoke Test Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readArchive } from './archiveFolder';
import { UnusableInputError, type Material } from './material';
import { logBytes, openInput, readPicture, type Input } from './openInput';

/** A folder of evidence is flat, or has its screenshots in one of its own. */
const DEEPEST = 3;
const MOST_FILES = 2000;

/** How likely a text is the console log, by its name. */
const LOG_NAMES = [/^console\.log$/, /console|serial/i, /\.log$/i, /\.txt$/i];
const NO_LOG = /\.(?:json|md|html?|xml|ya?ml|csv|sha\d+)$/i;

/**
 * Finds the log and the screenshots in what was named: all of it is one boot's.
 *
 * @param paths - files, `-` for standard input, or folders
 * @throws UnusableInputError when there is nothing in it to diagnose
 */
export async function gather(paths: string[]): Promise<Material> {
  if (paths.length === 1 && (await isFolder(paths[0]))) {
    const archive = await readArchive(paths[0]);
    if (archive) return archive;
  }
  const named: Input[] = [];
  const found: Input[] = [];
  for (const path of paths) {
    if (await isFolder(path)) {
      for (const file of await filesIn(path)) found.push(await openInput(file));
    } else {
      named.push(await openInput(path));
    }
  }
  const unusable = named.find(({ kind }) => kind === 'other');
  if (unusable) {
    throw new UnusableInputError(
      `${unusable.name} is neither text nor a picture (JPEG, PNG, GIF, WebP, TIFF). If it is compressed, unpack it first`,
    );
  }
  return sorted(named, found, paths);
}

function sorted(named: Input[], found: Input[], paths: string[]): Material {
  const logs = named.filter(({ kind }) => kind === 'text');
  if (logs.length > 1) {
    throw new UnusableInputError(
      `${logs[0].name} and ${logs[1].name} are two logs; name one boot's at a time`,
    );
  }
  const [log, ...others] = [
    ...logs,
    ...found
      .filter(({ kind, name }) => kind === 'text' && !NO_LOG.test(name))
      .sort((a, b) => rankOf(a.name) - rankOf(b.name)),
  ];
  const pictures = [...named, ...found].filter(
    ({ kind }) => kind === 'picture',
  );
  if (!log && pictures.length === 0) {
    throw new UnusableInputError(
      `There is neither a console log nor a screenshot in ${paths.join(', ')}`,
    );
  }
  return {
    log: log && { name: log.name, chunks: () => logBytes(log) },
    pictures: pictures.map((picture, index) => ({
      name: picture.name,
      offsetMs: index,
      read: () => readPicture(picture),
    })),
    timed: false,
    notes: others.map(
      ({ name }) => `${name} is left out: ${log.name} is taken for the log`,
    ),
  };
}

function rankOf(name: string): number {
  const rank = LOG_NAMES.findIndex(pattern => pattern.test(basename(name)));
  return rank < 0 ? LOG_NAMES.length : rank;
}

/** The files of a folder by name, numbers in them by size. Links are not followed. */
async function filesIn(folder: string, depth = 1): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(
    (error: Error) => {
      throw new UnusableInputError(
        `${folder} cannot be read: ${error.message}`,
      );
    },
  );
  const files: string[] = [];
  const byName = new Intl.Collator('en', { numeric: true });
  for (const entry of entries.sort((a, b) => byName.compare(a.name, b.name))) {
    const path = join(folder, entry.name);
    if (entry.isFile()) files.push(path);
    else if (entry.isDirectory() && depth < DEEPEST) {
      files.push(...(await filesIn(path, depth + 1)));
    }
  }
  return files.slice(0, MOST_FILES);
}

async function isFolder(path: string): Promise<boolean> {
  if (path === '-') return false;
  const info = await stat(path).catch(() => undefined);
  return info?.isDirectory() ?? false;
}
