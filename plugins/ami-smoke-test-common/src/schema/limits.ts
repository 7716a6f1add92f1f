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

/**
 * The bounds of everything that a caller may send; each is part of the API document.
 *
 * @public
 */
export const LIMITS = {
  /** Images in one build: one for each region, and AWS has fewer than 40 regions. */
  imagesPerBuild: 40,
  /** Characters of any free text. */
  text: 1024,
  /** Bytes of a request body. */
  body: 256 * 1024,
  /** Items of one page. */
  page: 100,
  /** Lines of one page of the console log. */
  consoleLines: 20_000,
  /** Screenshots of a run's film strip. */
  filmStrip: 5,
  /** Lines of the comparison of two console logs. */
  comparedLines: 5_000,
  /** Findings of one diagnosis. */
  findings: 50,
  /** Characters of the text that proves a finding. */
  evidenceText: 500,
  /** Lines with which a log ends, where no headline is known. */
  lastLines: 12,
  /** Characters read from one screenshot. */
  screenText: 8_000,
} as const;
