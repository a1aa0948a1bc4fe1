// All decisions of the policy: facts in, a verdict out. The same code decides on the commune node, on the
// post node and on the device. Reads no clock and no store, allocates nothing, and is safe from any thread.
#pragma once
#include "policy/alert.h"     // send and withdraw: R1-R6, R9-R11, R15, R27, R28
#include "policy/border.h"    // R5: sectors shared with a neighbour
#include "policy/change.h"    // R24, R25, the charter's renewal
#include "policy/content.h"   // at the post: R7, R8, R11 and the lies
#include "policy/counts.h"    // R20
#include "policy/deputy.h"    // R5: who stands in for whom
#include "policy/desk.h"      // R35
#include "policy/drift.h"     // R12-R14, R36
#include "policy/exercise.h"  // R27: windows
#include "policy/handover.h"  // R30, R31
#include "policy/mandate.h"   // R21-R23
#include "policy/notice.h"    // R16-R18, and R25 for announcements
#include "policy/review.h"    // R32
#include "policy/roles.h"     // R2
#include "policy/rollover.h"  // R29, R34
#include "policy/service.h"   // R33: is anybody listening
#include "policy/truth.h"     // R33
#include "policy/work.h"      // the officers: R11, R19, and erasure R26
