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

import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { REPOSITORY } from '@ami-smoke-test/demo';
import { build, type Metafile } from 'esbuild';
import type { Measurement } from '../report';

const TARGET_KB = 150;

/** What every Backstage app brings. */
const BROUGHT = [
  'react',
  'react/*',
  'react-dom',
  'react-dom/*',
  'react-router',
  'react-router-dom',
  '@backstage/*',
  '@material-ui/*',
  '@remixicon/react',
];

/** The plugin's own JavaScript, minified and gzipped, by chunk: what is loaded at the start, and what a page adds. */
export async function pluginSize(): Promise<Measurement[]> {
  const folder = join(REPOSITORY, 'plugins/ami-smoke-test');
  const { metafile, outputFiles } = await build({
    absWorkingDir: folder,
    entryPoints: { plugin: 'src/index.ts' },
    outdir: 'bundle',
    write: false,
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    metafile: true,
    external: BROUGHT,
    loader: { '.module.css': 'local-css' },
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  const chunks = Object.entries(metafile.outputs)
    .filter(([path]) => path.endsWith('.js'))
    .map(([path, output]) => {
      const file = outputFiles.find(one => one.path.endsWith(`/${path}`));
      return {
        name: nameOf(output),
        kB: gzipSync(file?.contents ?? '', { level: 9 }).length / 1000,
      };
    })
    .sort((a, b) => b.kB - a.kB);
  return [
    ...chunks.map(
      ({ name, kB }): Measurement => ({
        name: `JavaScript, gzipped: ${name}`,
        value: kB,
        unit: 'kB',
      }),
    ),
    {
      name: 'JavaScript, gzipped: all of the plugin',
      value: chunks.reduce((sum, { kB }) => sum + kB, 0),
      unit: 'kB',
      target: TARGET_KB,
    },
  ];
}

/** What a chunk was made for, or what takes most of its room. */
function nameOf(output: Metafile['outputs'][string]): string {
  if (output.entryPoint) return output.entryPoint.replace(/^src\//, '');
  const [largest] = Object.entries(output.inputs).sort(
    ([, a], [, b]) => b.bytesInOutput - a.bytesInOutput,
  );
  const path = largest?.[0].replace(/^.*node_modules\//, '') ?? 'nothing';
  return `shared: ${path} and others`;
}
