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

/** Hosts whose pages of a commit have an address that is known, and what stands before the revision in it. */
const COMMIT_PAGES: Record<string, string> = {
  'github.com': 'commit',
  'gitlab.com': '-/commit',
  'codeberg.org': 'commit',
  'bitbucket.org': 'commits',
};

const REVISION = /^[0-9a-f]{7,64}$/i;

/**
 * What a caller said is an address, as far as it can be a link: http(s) without a name and password in it. `javascript:` and
 * everything else stays text.
 */
export function safeUrl(text: string | undefined): string | undefined {
  const url = parse(text);
  if (!url || url.username || url.password) return undefined;
  return url.toString();
}

/** An address as people read it, e.g. `github.com/acme/images`; never with a password in it. */
export function shortAddress(text: string): string {
  const url = parse(text);
  if (!url) return text;
  const path = url.pathname.replace(/(\.git)?\/?$/, '');
  return `${url.host}${path}`;
}

/** The page of a revision where its host is known to have one, else nothing. */
export function revisionUrl(
  repository: string | undefined,
  revision: string | undefined,
): string | undefined {
  const base = safeUrl(repository);
  if (!base || !revision || !REVISION.test(revision)) return undefined;
  const url = new URL(base);
  const page = COMMIT_PAGES[url.hostname];
  if (!page) return undefined;
  const path = url.pathname.replace(/(\.git)?\/?$/, '');
  return `https://${url.hostname}${path}/${page}/${revision}`;
}

function parse(text: string | undefined): URL | undefined {
  if (!text || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) ? url : undefined;
}
