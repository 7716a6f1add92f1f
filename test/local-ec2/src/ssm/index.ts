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

import { deleteParameter, deleteParameters } from './deleteParameters';
import { describeParameters } from './describeParameters';
import {
  getParameter,
  getParameterHistory,
  getParameters,
  getParametersByPath,
} from './getParameters';
import { labelParameterVersion } from './labelParameterVersion';
import { putParameter } from './putParameter';
import { SsmAction } from './SsmAction';
import {
  addTagsToResource,
  listTagsForResource,
  removeTagsFromResource,
} from './tags';

/** Every operation of Systems Manager that the local EC2 answers, by name. */
export const SSM_ACTIONS: ReadonlyMap<string, SsmAction> = new Map(
  [
    addTagsToResource,
    deleteParameter,
    deleteParameters,
    describeParameters,
    getParameter,
    getParameterHistory,
    getParameters,
    getParametersByPath,
    labelParameterVersion,
    listTagsForResource,
    putParameter,
    removeTagsFromResource,
  ].map(action => [action.name, action]),
);
