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

export { PagesProvider } from './PagesProvider';
export { PicturesProvider, usePictureAccess } from './PicturesProvider';
export { decisionIn, isConflict, troubleOf, type Trouble } from './errors';
export { useBuild } from './useBuild';
export { useBuilds } from './useBuilds';
export { useCancelBuild, usePinBuild, useRerunBuild } from './useActions';
export { useComparison } from './useComparison';
export { useConsole, type ConsoleLog } from './useConsole';
export { useActs } from './useActs';
export { useChannels } from './useChannels';
export { useGate } from './useGate';
export {
  usePromote,
  useRevoke,
  useWaive,
  useWithdrawWaiver,
} from './usePromotionActions';
export { usePromotionPlan, useRevocationPlan } from './usePlans';
export { useArchiveDownload, useConsoleDownload } from './useDownloads';
export { useFamilies } from './useFamilies';
export { useFrameUrls } from './useFrameUrls';
export { useFamilyEntities } from './useFamilyEntities';
export { useIsMine } from './useIsMine';
export { useLedger } from './useLedger';
export { useLiveUpdates } from './useLiveUpdates';
export { useMayCancel } from './useMayCancel';
export { useMayCreate } from './useMayCreate';
export { useMayPin } from './useMayPin';
export { useMayReadLedger } from './useMayReadLedger';
export { useMaySeeEvidence } from './useMaySeeEvidence';
export type { Permitted } from './usePermitted';
export { usePrefetchedRun } from './usePrefetchedRun';
export { useRun } from './useRun';
export { useTwoScreenshots, type FrameId } from './useTwoScreenshots';
export { useScreenTexts } from './useScreenTexts';
export { useScreenshotUrl } from './useScreenshotUrl';
