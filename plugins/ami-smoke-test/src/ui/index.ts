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

export { ConnectionLost } from './ConnectionLost';
export { CopyButton } from './CopyButton';
export { between, formatDuration } from './durations';
export { Empty } from './Empty';
export { EvidenceNotAllowed } from './EvidenceNotAllowed';
export { ago, Instant } from './Instant';
export { Picture, type PictureProps } from './Picture';
export { plainText } from './plainText';
export { Person } from './Person';
export { Refused } from './Refused';
export { SeverityMark } from './SeverityMark';
export { TroubleView } from './TroubleView';
export { useCopy, type Copied } from './useCopy';
export { useRemembered } from './useRemembered';
export { Snippet } from './Snippet';
export { standingOf, VerdictBadge, type Standing } from './VerdictBadge';
