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

import { ANNOTATION_FAMILY } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import type { Entity } from '@backstage/catalog-model';
import { useApi } from '@backstage/core-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { useQuery } from '@tanstack/react-query';
import { IMAGE_FAMILY_TYPE } from '../entity';

/** The catalog does not change while a page is looked at; this is how old its answer may be, in ms. */
const STALE_MS = 60_000;

/** Every image family of the catalog, tested or not, with its owners. */
export function useFamilyEntities() {
  const catalog = useApi(catalogApiRef);
  return useQuery({
    queryKey: ['family-entities'],
    queryFn: async (): Promise<Entity[]> => {
      const { items } = await catalog.getEntities({
        filter: [
          { kind: 'resource', 'spec.type': IMAGE_FAMILY_TYPE },
          {
            [`metadata.annotations.${ANNOTATION_FAMILY}`]:
              CATALOG_FILTER_EXISTS,
          },
        ],
        fields: ['apiVersion', 'kind', 'metadata', 'spec.type', 'relations'],
      });
      return items;
    },
    staleTime: STALE_MS,
  });
}
