import { actsPrepare, actsRecord } from "./acts.ts";
import { aiToolsChanges, aiToolsCloseItem, aiToolsRead, aiToolsSuspend } from "./ai-tools.ts";
import { blueprintExcept, blueprintRead, blueprintSkip, blueprintStart } from "./blueprint.ts";
import { changesHistory, changesList, changesPropose, changesRead, draftsSave, visitsBeat } from "./changes.ts";
import { commentsList, commentsMake, commentsResolve } from "./comments.ts";
import { decisionsPrepare, decisionsRead, decisionsRecord } from "./decisions.ts";
import { deploymentsList, deploymentsRead, deploymentsRecord, environmentsList, violationsList } from "./deployments.ts";
import { changesDisclosure } from "./disclosure.ts";
import { documentsAcknowledge, documentsFile, documentsRead } from "./documents.ts";
import { escalationsList } from "./escalations.ts";
import { events } from "./events.ts";
import { evidenceAdd, evidenceDownload, evidenceOpened, evidenceRead } from "./evidence.ts";
import { filesCoverage, filesDiff, filesLine, filesList, filesSee, filesUnsee } from "./files.ts";
import { frameworkRead, frameworkVersions } from "./framework.ts";
import { gateAsk } from "./gate.ts";
import { inboxRead } from "./inbox.ts";
import { keysEnrol, keysRevoke, loginsEnd, loginsLink } from "./keys.ts";
import { ledgerCheckpoint, ledgerList, ledgerRead, ledgerVerifier, ledgerVerify } from "./ledger.ts";
import { mapFileRead, mapHistoryRead, mapRead, mapRevisionsList, mapRowsRead } from "./map.ts";
import { meAddPasskey, meEndSession, mePasskeyOptions, mePasskeys, meRead, meSessions } from "./me.ts";
import { attestationsMake, checklistsRead, measuresRead, measuresRows } from "./measures.ts";
import { nextStepsRead } from "./next-steps.ts";
import { noticesRead, noticesSave } from "./notices.ts";
import { deputiesEnd, deputiesName, peopleChange, peopleDeactivate, peopleDuties, peopleEnrol, peopleInvite, peopleList, peopleRead } from "./people.ts";
import { planDates, planDrill, planEffort, planExport, planFeedEnd, planFeedMake, planFeedRead, planFeedServe, planRead } from "./plan.ts";
import { policyAdopt, policyDiff, policyFile, policyGaps, policyHistory, policyLint, policyPrepare, policyPreview, policyRead, policySimulate, policyText } from "./policy.ts";
import { portfolioDrift, portfolioRead, portfolioRowsRead } from "./portfolio.ts";
import { projectsBranches, projectsList, projectsRead } from "./projects.ts";
import { providerBack, providerLeave } from "./provider.ts";
import { qualificationsGrant, qualificationsList, qualificationsRevoke } from "./qualifications.ts";
import { reReviewsAnswer, reReviewsList, reReviewsOrder } from "./re-reviews.ts";
import { reversalsList, reversalsRecord, reversalsStated } from "./reversals.ts";
import { joinFinish, joinLook, joinOptions, proofFinish, proofOptions, signInFinish, signInOptions, signInWays, signOut } from "./sign-in.ts";
import { health, openApi, ready, version } from "./system.ts";
import { tokensIssue, tokensList, tokensRevoke } from "./tokens.ts";

/** Every operation under its id. What is not here is not served, and what is here has said who may call it. */
export const routes = {
  "system.health": health,
  "system.ready": ready,
  "system.version": version,
  "system.openApi": openApi,
  "events.stream": events,
  "signIn.ways": signInWays,
  "signIn.options": signInOptions,
  "signIn.finish": signInFinish,
  signOut: signOut,
  "join.look": joinLook,
  "join.options": joinOptions,
  "join.finish": joinFinish,
  "proof.options": proofOptions,
  "proof.finish": proofFinish,
  "me.read": meRead,
  "me.passkeys": mePasskeys,
  "me.passkeyOptions": mePasskeyOptions,
  "me.addPasskey": meAddPasskey,
  "me.notices": noticesRead,
  "me.saveNotices": noticesSave,
  "provider.leave": providerLeave,
  "provider.back": providerBack,
  "me.sessions": meSessions,
  "me.endSession": meEndSession,
  "deployments.list": deploymentsList,
  "deployments.read": deploymentsRead,
  "deployments.record": deploymentsRecord,
  "environments.list": environmentsList,
  "violations.list": violationsList,
  "escalations.list": escalationsList,
  "keys.enrol": keysEnrol,
  "keys.revoke": keysRevoke,
  "logins.end": loginsEnd,
  "logins.link": loginsLink,
  "ledger.checkpoint": ledgerCheckpoint,
  "ledger.list": ledgerList,
  "ledger.read": ledgerRead,
  "ledger.verifier": ledgerVerifier,
  "ledger.verify": ledgerVerify,
  "attestations.make": attestationsMake,
  "checklists.read": checklistsRead,
  "measures.read": measuresRead,
  "measures.rows": measuresRows,
  "deputies.end": deputiesEnd,
  "deputies.name": deputiesName,
  "people.change": peopleChange,
  "people.deactivate": peopleDeactivate,
  "people.duties": peopleDuties,
  "people.enrol": peopleEnrol,
  "people.invite": peopleInvite,
  "people.list": peopleList,
  "people.read": peopleRead,
  "plan.read": planRead,
  "plan.export": planExport,
  "plan.dates": planDates,
  "plan.feedState": planFeedRead,
  "plan.makeFeed": planFeedMake,
  "plan.endFeed": planFeedEnd,
  "plan.feed": planFeedServe,
  "plan.drill": planDrill,
  "plan.effort": planEffort,
  "policy.diff": policyDiff,
  "policy.gaps": policyGaps,
  "policy.history": policyHistory,
  "policy.lint": policyLint,
  "policy.read": policyRead,
  "policy.simulate": policySimulate,
  "policy.text": policyText,
  "policy.preview": policyPreview,
  "policy.file": policyFile,
  "policy.prepare": policyPrepare,
  "policy.adopt": policyAdopt,
  "reReviews.answer": reReviewsAnswer,
  "reReviews.list": reReviewsList,
  "reReviews.order": reReviewsOrder,
  "reversals.list": reversalsList,
  "reversals.record": reversalsRecord,
  "reversals.stated": reversalsStated,
  "framework.read": frameworkRead,
  "framework.versions": frameworkVersions,
  "portfolio.drift": portfolioDrift,
  "portfolio.read": portfolioRead,
  "portfolio.rows": portfolioRowsRead,
  "projects.list": projectsList,
  "projects.read": projectsRead,
  "projects.branches": projectsBranches,
  "map.revisions": mapRevisionsList,
  "map.read": mapRead,
  "map.file": mapFileRead,
  "map.rows": mapRowsRead,
  "map.history": mapHistoryRead,
  "qualifications.grant": qualificationsGrant,
  "qualifications.list": qualificationsList,
  "qualifications.revoke": qualificationsRevoke,
  "tokens.issue": tokensIssue,
  "tokens.list": tokensList,
  "tokens.revoke": tokensRevoke,
  "inbox.read": inboxRead,
  "nextSteps.read": nextStepsRead,
  "changes.list": changesList,
  "changes.read": changesRead,
  "changes.propose": changesPropose,
  "changes.history": changesHistory,
  "changes.disclosure": changesDisclosure,
  "files.list": filesList,
  "files.diff": filesDiff,
  "files.coverage": filesCoverage,
  "files.line": filesLine,
  "files.see": filesSee,
  "files.unsee": filesUnsee,
  "comments.list": commentsList,
  "comments.make": commentsMake,
  "comments.resolve": commentsResolve,
  "drafts.save": draftsSave,
  "visits.beat": visitsBeat,
  "decisions.prepare": decisionsPrepare,
  "decisions.record": decisionsRecord,
  "decisions.read": decisionsRead,
  "evidence.add": evidenceAdd,
  "evidence.read": evidenceRead,
  "evidence.opened": evidenceOpened,
  "evidence.file": evidenceDownload,
  "gate.ask": gateAsk,
  "acts.prepare": actsPrepare,
  "acts.record": actsRecord,
  "blueprint.read": blueprintRead,
  "blueprint.start": blueprintStart,
  "blueprint.skip": blueprintSkip,
  "blueprint.except": blueprintExcept,
  "documents.read": documentsRead,
  "documents.file": documentsFile,
  "documents.acknowledge": documentsAcknowledge,
  "aiTools.read": aiToolsRead,
  "aiTools.changes": aiToolsChanges,
  "aiTools.closeItem": aiToolsCloseItem,
  "aiTools.suspend": aiToolsSuspend,
} as const;
