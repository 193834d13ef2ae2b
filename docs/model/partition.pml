/*
 * Two nodes that may own one partition, its rows in PostgreSQL, and two casts of
 * one tag: the same voter with two retry keys, each sent more than once, whatever
 * it was told. What the database does in one transaction is one step here.
 *
 * scripts/check-model runs it as it is, then once without each guard.
 */
#define CASTS 2           /* 1 and 2, of the same tag */
#define SENDS_MAX 3       /* of each cast */
#define EPOCHS_MAX 3
#define FRAMES_MAX 4
#define UNANSWERED_MAX 2  /* COMMITs whose reply is lost */
#define STALE_MAX 1       /* take-overs from an old snapshot */

#define NOTHING 0
#define CLOSE 3           /* what a frame can hold, beside a cast */

mtype = { written, missed, spent_already, unanswered };

/* The rows. */
byte db_epoch = 0;
byte db_last = 0;
bool db_open = true;
byte db_spent = NOTHING;  /* the cast that spent the tag */
byte frame_epoch[FRAMES_MAX];
byte frame_holds[FRAMES_MAX];

/* What only the rules below look at. */
bool in_log[CASTS + 1];
byte counted = 0;

byte unanswered_commits = 0;
byte stale_loads = 0;

byte sends[CASTS + 1];

#ifdef NO_FENCE
#define FENCE_HOLDS (db_last + 1 < FRAMES_MAX)
#define FRAME_AT (db_last + 1)
#else
#define FENCE_HOLDS (db_epoch == epoch && db_last == last)
#define FRAME_AT (last + 1)
#endif

#ifdef NO_STATE_CHECK
#define STATE_HOLDS true
#else
#define STATE_HOLDS (db_open)
#endif

#ifdef NO_UNIQUE
#define TAG_IS_FREE true
#else
#define TAG_IS_FREE (what == CLOSE || db_spent == NOTHING)
#endif

/* The frame goes in. Each assertion is a rule of the design. */
inline write_frame() {
  assert(epoch == db_epoch);            /* I6: no earlier epoch writes */
  db_last = FRAME_AT;
  frame_epoch[db_last] = epoch;
  frame_holds[db_last] = what;
  if
  :: what == CLOSE ->
       db_open = false
  :: else ->
       assert(db_open);                 /* I5: no ballot after the close */
       counted++;
       assert(counted <= 1);            /* I2: a tag counts once */
       in_log[what] = true;
       db_spent = what
  fi
}

/* One transaction; its reply may be lost, whether it wrote or not. */
inline commit() {
  atomic {
    if
    :: !FENCE_HOLDS || !STATE_HOLDS -> outcome = missed
    :: FENCE_HOLDS && STATE_HOLDS && !TAG_IS_FREE -> outcome = spent_already
    :: FENCE_HOLDS && STATE_HOLDS && TAG_IS_FREE -> write_frame();
         outcome = written
    :: unanswered_commits < UNANSWERED_MAX ->  /* lost on its way there */
         unanswered_commits++;
         outcome = unanswered
    fi;
    if
    :: true
    :: outcome == written && unanswered_commits < UNANSWERED_MAX ->
         unanswered_commits++;
         outcome = unanswered
    fi
  }
}

/* Under the row lock: the frame there is ours if epoch and content are. */
inline resolve() {
#ifdef GUESS_COMMIT
  outcome = written
#else
#ifdef GUESS_LOST
  outcome = unanswered
#else
  if
  :: (last + 1 < FRAMES_MAX && frame_epoch[last + 1] == epoch &&
      frame_holds[last + 1] == what) -> outcome = written
  :: else ->
       if
       :: FENCE_HOLDS -> outcome = unanswered  /* certainly not written */
       :: else -> outcome = missed
       fi
  fi
#endif
#endif
}

/* It forgets everything. */
inline step_down() {
  serving = false;
  epoch = 0;
  last = 0;
  spent = NOTHING;
  open = true;
  stale = false;
  outcome = 0
}

proctype owner() {
  byte epoch = 0;
  byte last = 0;
  byte spent = NOTHING;   /* as this node remembers it */
  bool open = true;
  bool serving = false;
  bool stale = false;     /* remembers less than the log holds */
  byte what = NOTHING;
  mtype outcome = 0;

  do
  :: atomic {                                  /* take over */
       !serving && db_epoch < EPOCHS_MAX ->
         db_epoch++;
         epoch = db_epoch;
         last = db_last;
         if
         :: spent = db_spent; open = db_open; stale = false
         :: stale_loads < STALE_MAX ->         /* from an old snapshot */
              stale_loads++;
              spent = NOTHING;
              open = true;
              stale = true
         fi;
         serving = true
     }
  :: atomic { serving -> step_down() }         /* killed */
  :: atomic { serving && open && last + 1 < FRAMES_MAX ->
       what = CLOSE };
     commit();
     atomic {
       if
       :: outcome == unanswered -> resolve()
       :: else
       fi;
       if
       :: outcome == written -> last++; open = false
       :: outcome == unanswered                /* asked again later */
       :: else -> step_down()
       fi;
       what = NOTHING
     }
  :: atomic {                                  /* either cast comes, again too */
       serving && last + 1 < FRAMES_MAX ->
       if
       :: sends[1] < SENDS_MAX -> what = 1
       :: sends[2] < SENDS_MAX -> what = 2
       fi;
       sends[what]++
     };
     if
     :: atomic { spent == what ->              /* a repeat */
#ifdef NO_RETRY_ID
          assert(!in_log[what])                /* told "already voted" */
#else
          assert(in_log[what])                 /* told "accepted" */
#endif
        }
     :: atomic { spent != NOTHING && spent != what ->
          assert(!in_log[what]) }              /* told "already voted" */
     :: atomic { spent == NOTHING && !open ->
          assert(!in_log[what] || stale) }     /* told "closed" */
     :: spent == NOTHING && open ->
#ifdef ACK_EARLY
        assert(in_log[what]);                  /* told "accepted" */
#endif
        commit();
        atomic {
          if
          :: outcome == unanswered -> resolve()
          :: else
          fi;
          if
          :: outcome == written ->
               last++;
               spent = what;
               assert(in_log[what])            /* I1: accepted, so in the log */
          :: outcome == unanswered ->
               assert(!in_log[what] || stale)  /* told "certainly not" */
          :: outcome == spent_already ->
               step_down()                     /* the partition stops */
          :: outcome == missed ->
               step_down()                     /* told nothing: asked anew */
          fi
        }
     fi;
     what = NOTHING
  :: atomic { !serving -> break }
  od
}

init {
  atomic {
    run owner();
    run owner()
  }
}
