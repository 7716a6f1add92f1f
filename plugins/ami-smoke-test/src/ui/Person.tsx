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

import { EntityRefLink } from '@backstage/plugin-catalog-react';

/** Kinds of entities that can start a build. */
const ENTITY_REF = /^(user|group|component|system|resource):[\w.-]+\/[\w.-]+$/i;

/** Who started something: a link to a user's page, or the name of a service. */
export function Person(props: { subject: string }) {
  const { subject } = props;
  if (!ENTITY_REF.test(subject)) return <>{subject}</>;
  return <EntityRefLink entityRef={subject} hideIcon />;
}
