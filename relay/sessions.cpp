#include "relay/sessions.h"
