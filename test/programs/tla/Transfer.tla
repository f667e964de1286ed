------------------------------ MODULE Transfer ------------------------------
(***************************************************************************)
(* One transfer of mib, as it is built: a debit of wallet P, credits of    *)
(* the other wallets, any number of runs of its workflow side by side, and *)
(* the statements of its wallets.  docs/specification.md maps each action  *)
(* to its code.  docs/protocol.md says what each rule is for.              *)
(*                                                                         *)
(* A message that is sent arrives at any time, any number of times, or     *)
(* never.  So does a response.  A run stops at any time and is started     *)
(* again.  A rule whose name is in the constant Off does not hold:         *)
(* variants.ts says which promise breaks then.                             *)
(***************************************************************************)
EXTENDS Integers, FiniteSets, Sequences, TLC

CONSTANTS
  Shards,        \* {"s1", "s2"}
  Legs,          \* P, the payer, and one wallet for each credit
  Runs,          \* runs of the workflow that may go on at the same time
  Debit,         \* what the debit takes
  Rest,          \* what a partial capture gives back: the hold is Debit + Rest
  CreditAmount,  \* what each credit gets
  Late,          \* wallets that are created during the transfer
  Crowded,       \* wallets whose places for credits without a held debit are taken
  MaxNow,        \* the last time, for deadlines that differ
  MaxOthers,     \* postings of other transfers to P
  Bounded,       \* whether crashes, outages and lost responses come to an end
  Crashes, Outages, Losses, \* how many, if Bounded
  Restores,      \* whether a table is restored after the end
  Off            \* rules that do not hold

Rule(name) == name \notin Off

Credits == Legs \ {"P"}
Held == Debit + Rest
Home(l) == IF l = "R" THEN "s2" ELSE "s1"
WalletOf(l) == IF l = "R" /\ ~Rule("payees are distinct") THEN "Q" ELSE l
Wallets == {WalletOf(l) : l \in Legs}
Change(l) == IF l = "P" THEN -Debit ELSE CreditAmount
Max(a, b) == IF a > b THEN a ELSE b
RECURSIVE SumOf(_, _)
SumOf(f(_), S) == IF S = {} THEN 0 ELSE LET x == CHOOSE x \in S : TRUE IN f(x) + SumOf(f, S \ {x})
AddsUp == SumOf(Change, Credits) = Debit

VARIABLES
  now,      \* time, from the acceptance
  entry,    \* the payer's entry of the journal
  rows,     \* how often each payee's row was written
  wallets,  \* the items of the shards
  stream,   \* the images with a posting, of each wallet
  entries,  \* the statement of each wallet
  read,     \* how far the function of the stream has come
  sent,     \* every request that was sent
  heard,    \* every response that was given
  runs,
  others,   \* postings of other transfers
  down,     \* shards that do not respond
  left,     \* crashes, outages and losses that may still happen, if Bounded
  audit     \* the audit: "" until something is restored, then "due", then "settles"

vars == <<now, entry, rows, wallets, stream, entries, read, sent, heard, runs, others, down, left, audit>>
journal == <<entry, rows>>
shard == <<wallets, stream>>
statement == <<entries, read>>
environment == <<now, others, down, left, audit>>

Final == {"SUCCESSFUL", "INVALID", "FAILED"}
Idle == [at |-> "idle", deadline |-> 0, decision |-> "", legs |-> {}]
IsFinal == entry.status \in Final

Init ==
  /\ now = 0
  /\ entry = [status |-> "PENDING", deadline |-> 0, decision |-> "", outcome |-> ""]
  /\ rows = [l \in Credits |-> 0]
  /\ wallets = [w \in Wallets |->
       [at |-> IF w \in Late THEN {} ELSE {Home(w)}, created |-> w \notin Late,
        available |-> IF w = "P" THEN Held ELSE 0, hold |-> 0, flag |-> FALSE, tombstone |-> 0, fence |-> 0,
        posted |-> IF w = "P" THEN Held ELSE 0, seq |-> IF w = "P" THEN 1 ELSE 0, posting |-> FALSE]]
  /\ stream = [w \in Wallets |-> <<>>]
  \* The first entry of P is older than the transfer.
  /\ entries = [w \in Wallets |-> IF w = "P" THEN {[seq |-> 1, amount |-> Held, balance |-> Held]} ELSE {}]
  /\ read = [w \in Wallets |-> 0]
  /\ sent = {}
  /\ heard = {}
  /\ runs = [r \in Runs |-> Idle]
  /\ others = 0
  /\ down = {}
  /\ left = [crashes |-> Crashes, outages |-> Outages, losses |-> Losses]
  /\ audit = ""

-----------------------------------------------------------------------------
(* Messages.  Legs of one shard are in one request, and each of them is    *)
(* one conditional write there.                                            *)

Request(kind, legs, deadline, debitHeld) ==
  {[kind |-> kind, legs |-> {l \in legs : Home(l) = s}, deadline |-> deadline, debitHeld |-> debitHeld] :
    s \in {Home(l) : l \in legs}}
Result(kind, l, deadline) == [kind |-> kind, leg |-> l, deadline |-> deadline]
IsHeard(kind, l, deadline) == Result(kind, l, deadline) \in heard
Respond(kind, m, l) == heard' = heard \cup {Result(kind, l, m.deadline)}

-----------------------------------------------------------------------------
(* The workflow.                                                           *)

Settling(r, decision, deadline, legs) ==
  /\ runs' = [runs EXCEPT ![r] = [at |-> "settling", deadline |-> deadline, decision |-> decision, legs |-> legs]]
  /\ sent' = sent \cup Request(decision, legs, deadline, FALSE)

Started(r) ==
  LET deadline == IF Rule("the deadline runs from Begin") THEN now + 1 ELSE 1
      stored == IF entry.deadline = 0 \/ ~Rule("the deadline is stored once") THEN deadline ELSE entry.deadline
      asked == IF AddsUp \/ ~Rule("the sum is checked again") THEN Legs ELSE {}
  IN
  /\ runs[r].at = "idle"
  /\ entry' = [entry EXCEPT !.status = "PROCESSING", !.deadline = stored]
  /\ IF entry.decision = ""
     THEN /\ runs' = [runs EXCEPT ![r] = [Idle EXCEPT !.at = "reserving", !.deadline = stored]]
          /\ sent' = sent \cup Request("reserve", asked, stored, FALSE)
     ELSE Settling(r, entry.decision, stored, Legs)
  /\ UNCHANGED <<rows, shard, statement, heard, environment>>

Begin(r) == entry.status = "PENDING" /\ Started(r)

\* The sweeper starts the workflow again, whether or not another run goes on.
Sweep(r) == entry.status = "PROCESSING" /\ Started(r)

\* A credit found no room.  This task has heard the debit HELD, and asks again.
AskAgain(r, l) ==
  LET again == Request("reserve", {l}, runs[r].deadline, TRUE) IN
  /\ runs[r].at = "reserving"
  /\ IsHeard("waits", l, runs[r].deadline)
  /\ IsHeard("held", "P", runs[r].deadline) \/ ~Rule("debit_held is said once the debit is held")
  /\ ~(again \subseteq sent)
  /\ sent' = sent \cup again
  /\ UNCHANGED <<journal, shard, statement, heard, runs, environment>>

\* The first decision stays, and every run follows what is stored.
Decide(r, decision, outcome, legs) ==
  LET first == entry.decision = "" \/ ~Rule("the decision is written once")
      stored == IF first THEN decision ELSE entry.decision
  IN
  /\ runs[r].at = "reserving"
  /\ entry' = IF first THEN [entry EXCEPT !.decision = decision, !.outcome = outcome] ELSE entry
  /\ Settling(r, stored, runs[r].deadline, IF stored = decision THEN legs ELSE Legs)
  /\ UNCHANGED <<rows, shard, statement, heard, environment>>

DecideToCommit(r) ==
  LET held == {l \in Legs : IsHeard("held", l, runs[r].deadline)} IN
  /\ IF Rule("COMMIT needs every leg") THEN held = Legs ELSE "P" \in held /\ held \cap Credits # {}
  /\ Decide(r, "commit", "SUCCESSFUL", Legs)

\* A refusal for good makes the transfer INVALID.  No response until the deadline makes it FAILED.
DecideToAbort(r) ==
  LET refusals == IF Rule("contention is no refusal") THEN {"refused"} ELSE {"refused", "waits"}
      held == {l \in Legs : IsHeard("held", l, runs[r].deadline)}
  IN
  \E legs \in IF Rule("every leg is settled") THEN {Legs} ELSE SUBSET held :
    \/ Decide(r, "abort", "FAILED", legs)
    \/ (\E l \in Legs, kind \in refusals : IsHeard(kind, l, runs[r].deadline)) /\ Decide(r, "abort", "INVALID", legs)

IsSettled(r) ==
  /\ runs[r].at = "settling"
  /\ \A l \in (IF Rule("final after every leg") THEN runs[r].legs ELSE {"P"}) : IsHeard(runs[r].decision, l, runs[r].deadline)

\* The settle task puts a row for each payee, once every leg is settled.
PutRow(r, l) ==
  /\ runs[r].at = "settling"
  /\ IsSettled(r) \/ ~Rule("a row is put after every leg")
  /\ runs[r].decision = "commit"
  /\ rows[l] = 0 \/ (rows[l] = 1 /\ ~Rule("a row is put once"))
  /\ rows' = [rows EXCEPT ![l] = @ + 1]
  /\ UNCHANGED <<entry, shard, statement, sent, heard, runs, environment>>

\* Only over PROCESSING.  A run that comes later finds the final status, and ends.
Finish(r) ==
  /\ IsSettled(r)
  /\ runs[r].decision = "commit" /\ Rule("rows come first") => \A l \in Credits : rows[l] > 0
  /\ entry' = IF entry.status = "PROCESSING" THEN [entry EXCEPT !.status = entry.outcome] ELSE entry
  /\ runs' = [runs EXCEPT ![r] = Idle]
  /\ UNCHANGED <<rows, shard, statement, sent, heard, environment>>

\* The function dies, the run times out, or no shard responds: the sweeper starts another.
Crash(r) ==
  /\ runs[r].at # "idle"
  /\ ~Bounded \/ left.crashes > 0
  /\ runs' = [runs EXCEPT ![r] = Idle]
  /\ left' = IF Bounded THEN [left EXCEPT !.crashes = @ - 1] ELSE left
  /\ UNCHANGED <<now, journal, shard, statement, sent, heard, others, down, audit>>

-----------------------------------------------------------------------------
(* The shards.  Each step is one conditional write of one item.            *)

\* Every write but that of a posting removes `posting`.  Images that have it reach the stream.
Write(w, item) ==
  LET image == [item EXCEPT !.posting = @ /\ ~Rule("other writes remove posting")] IN
  /\ wallets' = [wallets EXCEPT ![w] = image]
  /\ stream' = IF image.posting THEN [stream EXCEPT ![w] = Append(@, [seq |-> item.seq, amount |-> 0, posted |-> item.posted])]
               ELSE stream
Post(w, item, amount) ==
  LET image == [item EXCEPT !.posted = @ + amount, !.seq = @ + 1, !.posting = TRUE] IN
  /\ wallets' = [wallets EXCEPT ![w] = image]
  /\ stream' = IF Rule("posting is in the commit") THEN [stream EXCEPT ![w] = Append(@, [seq |-> image.seq, amount |-> amount, posted |-> image.posted])]
               ELSE stream

Exists(item) == item.at # {}
OfShard == <<journal, statement, sent, runs, environment>>

Reserve(m, l) ==
  LET w == WalletOf(l)
      item == wallets[w]
      room == ~(l \in Crowded) \/ m.debitHeld
      held == [item EXCEPT !.hold = m.deadline, !.flag = m.debitHeld,
                           !.available = IF l = "P" THEN @ - Held ELSE @]
  IN
  /\ m.kind = "reserve"
  /\ UNCHANGED OfShard
  /\ \/ ~Exists(item) /\ Respond("refused", m, l) /\ UNCHANGED shard
     \/ /\ Exists(item) /\ item.hold # 0
        /\ UNCHANGED shard
        /\ IF item.hold = m.deadline /\ (Rule("debit_held is no part of the hold") \/ item.flag = m.debitHeld)
           THEN Respond("held", m, l)
           ELSE Respond("mismatch", m, l)
     \* The clock of the shard may refuse it as well.  That is a message that never arrives.
     \/ /\ Exists(item) /\ item.hold = 0 /\ item.tombstone = 0
        /\ item.fence < m.deadline \/ ~Rule("the fence")
        /\ \/ (l = "P" => item.available >= Held) /\ Write(w, held) /\ Respond("held", m, l)
           \/ ~room /\ Respond("waits", m, l) /\ UNCHANGED shard
           \* Without the reserved places strangers take those as well.
           \/ ~Rule("half the places wait for a debit") /\ l \in Crowded /\ m.debitHeld /\ Respond("no room", m, l) /\ UNCHANGED shard

\* The hold ends: `gives` becomes available.  The tombstone has the deadline of the hold.
Ended(item, gives) ==
  [item EXCEPT !.hold = 0, !.flag = FALSE, !.tombstone = item.hold, !.available = @ + gives]

Commit(m, l) ==
  LET w == WalletOf(l)
      item == wallets[w]
      \* `held` and `amount`: one write takes the amount and gives the rest back.
      committed == IF l = "P" THEN Ended(item, Held - Debit) ELSE Ended(item, CreditAmount)
  IN
  /\ m.kind = "commit"
  /\ Exists(item)
  /\ UNCHANGED OfShard
  /\ \/ /\ item.hold # 0
        /\ \/ Post(w, committed, Change(l))
           \* The function dies between two writes.
           \/ ~Rule("one write an operation") /\ Write(w, Ended(item, 0))
           \/ ~Rule("a capture ends the whole hold") /\ l = "P" /\ Post(w, [item EXCEPT !.hold = @], Change(l))
        /\ Respond("commit", m, l)
     \/ /\ item.hold = 0
        /\ Rule("a commit without a hold is a success")
        /\ Respond("commit", m, l)
        /\ \/ UNCHANGED shard
           \* It gives back the rest, whether or not it finds the hold.
           \/ ~Rule("the hold is in the condition") /\ l = "P" /\ Write(w, [item EXCEPT !.available = @ + Rest])

Rollback(m, l) ==
  LET w == WalletOf(l)
      item == wallets[w]
  IN
  /\ m.kind = "abort"
  /\ UNCHANGED OfShard
  /\ Respond("abort", m, l)
  /\ CASE ~Exists(item) /\ ~Rule("every condition says attribute_exists") ->
            Write(w, [item EXCEPT !.at = {Home(l)}, !.tombstone = m.deadline])
       [] ~Exists(item) ->
            IF Rule("a rollback without a wallet leaves a fence") THEN Write(w, [item EXCEPT !.fence = Max(@, m.deadline)])
            ELSE UNCHANGED shard
       [] Exists(item) /\ item.hold # 0 ->
            Write(w, Ended(item, IF l = "P" THEN Held ELSE 0))
       [] OTHER ->
            IF item.tombstone # 0 \/ m.deadline <= item.fence \/ ~Rule("a rollback without a hold leaves a tombstone") THEN UNCHANGED shard
            ELSE Write(w, [item EXCEPT !.tombstone = m.deadline])

Apply(m, l) ==
  /\ Home(l) \notin down
  /\ Reserve(m, l) \/ Commit(m, l) \/ Rollback(m, l)

\* It starts with the fence that rollbacks left.  A shard refuses the wallets of another (421).
Create(w) ==
  \E s \in IF Rule("a shard refuses wallets of another") THEN {Home(w)} ELSE Shards :
    /\ w \in Late
    /\ s \notin wallets[w].at
    /\ Write(w, [wallets[w] EXCEPT !.at = @ \cup {s}, !.created = TRUE])
    /\ UNCHANGED <<OfShard, heard>>

\* A write of its own drops a tombstone and raises the fence.
Prune(w) ==
  LET item == wallets[w] IN
  /\ item.tombstone # 0
  /\ Write(w, [item EXCEPT !.tombstone = 0, !.fence = IF Rule("the fence") THEN Max(@, item.tombstone) ELSE @])
  /\ UNCHANGED <<OfShard, heard>>

\* Tombstones of other transfers are dropped, too.
RaiseFence(w) ==
  LET item == wallets[w] IN
  /\ Exists(item) /\ Rule("the fence")
  /\ entry.deadline > item.fence
  /\ Write(w, [item EXCEPT !.fence = entry.deadline])
  /\ UNCHANGED <<OfShard, heard>>

\* Another transfer gives 1 to P.
PostOther ==
  /\ others < MaxOthers
  /\ others' = others + 1
  /\ Post("P", [wallets["P"] EXCEPT !.available = @ + 1], 1)
  /\ UNCHANGED <<journal, statement, sent, heard, runs, now, down, left, audit>>

Expire(w) ==
  /\ ~Rule("holds never expire")
  /\ wallets[w].hold # 0
  /\ Write(w, Ended(wallets[w], IF w = "P" THEN Held ELSE 0))
  /\ UNCHANGED <<OfShard, heard>>

-----------------------------------------------------------------------------
(* The statement.  A record is read after all before it, and again at any  *)
(* time: a batch is repeated from its beginning.                           *)

Copy(w, i) ==
  LET record == stream[w][i]
      source == IF Rule("the image of the record is read") THEN record
                ELSE [record EXCEPT !.seq = wallets[w].seq, !.posted = wallets[w].posted]
      seq == IF Rule("the wallet numbers its entries") THEN source.seq ELSE Cardinality(entries[w]) + 1
      new == [seq |-> seq, amount |-> source.amount, balance |-> source.posted]
  IN
  /\ i <= read[w] + 1 \/ ~Rule("records are read in order")
  /\ entries' = IF \E e \in entries[w] : e.seq = seq THEN entries
                ELSE [entries EXCEPT ![w] = @ \cup {new}]
  /\ read' = [read EXCEPT ![w] = Max(@, i)]
  /\ UNCHANGED <<journal, shard, sent, heard, runs, environment>>

-----------------------------------------------------------------------------
(* Time, outages, what is done by hand, and the audit.                     *)

Tick ==
  /\ now < MaxNow
  /\ now' = now + 1
  /\ UNCHANGED <<journal, shard, statement, sent, heard, runs, others, down, left, audit>>

GoDown(s) ==
  /\ Bounded /\ left.outages > 0 /\ s \notin down
  /\ down' = down \cup {s}
  /\ left' = [left EXCEPT !.outages = @ - 1]
  /\ UNCHANGED <<now, journal, shard, statement, sent, heard, runs, others, audit>>

ComeBack(s) ==
  /\ s \in down
  /\ down' = down \ {s}
  /\ UNCHANGED <<now, journal, shard, statement, sent, heard, runs, others, left, audit>>

\* The response of a settled leg that nobody hears.  It matters only to those who wait for it: without
\* liveness, and for a reserve, a run just does not hear it.
Lose(result) ==
  /\ Bounded /\ left.losses > 0 /\ result.kind \in {"commit", "abort"}
  /\ heard' = heard \ {result}
  /\ left' = [left EXCEPT !.losses = @ - 1]
  /\ UNCHANGED <<now, journal, shard, statement, sent, runs, others, down, audit>>

\* By a restored table, a wallet is again as it was before it was settled.
Restore(w) ==
  LET item == wallets[w]
      gave == IF entry.decision = "commit" THEN (IF w = "P" THEN Rest ELSE CreditAmount) ELSE (IF w = "P" THEN Held ELSE 0)
      unposted == IF entry.decision = "commit" THEN [item EXCEPT !.posted = @ - Change(w), !.seq = @ - 1] ELSE item
  IN
  /\ Restores /\ IsFinal /\ audit = ""
  /\ Exists(item) /\ item.hold = 0
  /\ Write(w, [unposted EXCEPT !.hold = entry.deadline, !.tombstone = 0, !.available = @ - gave])
  /\ audit' = "due"
  /\ UNCHANGED <<journal, statement, sent, heard, runs, now, others, down, left>>

\* The audit settles again what holds for a final transfer, by the stored decision.
Audit ==
  /\ audit = "due" /\ IsFinal /\ Rule("the audit settles again")
  /\ audit' = "settles"
  /\ sent' = sent \cup Request(entry.decision, Legs, entry.deadline, FALSE)
  /\ UNCHANGED <<journal, shard, statement, heard, runs, now, others, down, left>>

\* A run settles before a decision is stored, and stops.
SettleUndecided(r) ==
  /\ ~Rule("nothing is settled before the decision")
  /\ runs[r].at = "reserving"
  /\ sent' = sent \cup Request("abort", Legs, runs[r].deadline, FALSE)
  /\ runs' = [runs EXCEPT ![r] = Idle]
  /\ UNCHANGED <<journal, shard, statement, heard, environment>>

\* A late run writes what it knows over a final status.
Overwrite(r) ==
  /\ ~Rule("a final status is never overwritten")
  /\ IsFinal /\ runs[r].at = "settling"
  /\ entry' = [entry EXCEPT !.status = "FAILED"]
  /\ runs' = [runs EXCEPT ![r] = Idle]
  /\ UNCHANGED <<rows, shard, statement, sent, heard, environment>>

-----------------------------------------------------------------------------

RunNext(r) ==
  \/ Begin(r) \/ Sweep(r)
  \/ \E l \in Credits : AskAgain(r, l) \/ PutRow(r, l)
  \/ DecideToCommit(r) \/ DecideToAbort(r)
  \/ Finish(r)

Next ==
  \/ \E r \in Runs : RunNext(r) \/ Crash(r) \/ SettleUndecided(r) \/ Overwrite(r)
  \/ \E m \in sent : \E l \in m.legs : Apply(m, l)
  \/ \E w \in Wallets : Create(w) \/ Prune(w) \/ RaiseFence(w) \/ Expire(w) \/ Restore(w)
  \/ \E w \in Wallets : \E i \in 1..Len(stream[w]) : Copy(w, i)
  \/ \E s \in Shards : GoDown(s) \/ ComeBack(s)
  \/ \E result \in heard : Lose(result)
  \/ PostOther \/ Tick \/ Audit

\* A request arrives in the end if somebody waits for its response.
IsWaitedFor(m) ==
  \/ \E r \in Runs : runs[r].at = "settling" /\ m.kind = runs[r].decision
  \/ audit = "settles" /\ m.kind = entry.decision
Arrives(l) == \E m \in sent : l \in m.legs /\ IsWaitedFor(m) /\ Apply(m, l)

Fairness ==
  /\ \A r \in Runs : WF_vars(RunNext(r))
  /\ \A l \in Legs : WF_vars(Arrives(l))
  /\ \A w \in Wallets : WF_vars(\E i \in 1..Len(stream[w]) : Copy(w, i))
  /\ \A s \in Shards : WF_vars(ComeBack(s))
  /\ WF_vars(Audit)

Spec == Init /\ [][Next]_vars
FairSpec == Spec /\ Fairness
RunsAlike == Permutations(Runs)

-----------------------------------------------------------------------------
(* The promises.                                                           *)

Issued == Held + others
Available(w) == wallets[w].available
HeldAt(w) == IF w = "P" /\ wallets[w].hold # 0 THEN Held ELSE 0
Due(w) == LET legs == {l \in Legs : WalletOf(l) = w} IN SumOf(Change, legs)
Opening(w) == IF w = "P" THEN Held + others ELSE 0

NoDebt == \A w \in Wallets : Available(w) >= 0
NoMoneyFromNothing == SumOf(Available, Wallets) <= Issued
NoWalletFromNothing == \A w \in Wallets : wallets[w].at # {} => wallets[w].created
OneItemPerWallet == \A w \in Wallets : Cardinality(wallets[w].at) <= 1
BalanceIsPosted == \A w \in Wallets : wallets[w].posted = Available(w) + HeldAt(w)
\* Two runs never move money twice, and nothing moves before the decision.
MovedAtMostOnce == \A w \in Wallets : LET moved == wallets[w].posted - Opening(w) IN moved = 0 \/ moved = Due(w)
MovedByTheDecision == \A w \in Wallets : wallets[w].posted # Opening(w) => entry.decision = "commit"

\* The restored table breaks these until the audit has settled again.
FinalMeansSettled == IsFinal /\ audit = "" => \A w \in Wallets : wallets[w].hold = 0
AllOrNothing ==
  IsFinal => \A w \in Wallets : Available(w) + HeldAt(w) = Opening(w) + (IF entry.status = "SUCCESSFUL" THEN Due(w) ELSE 0)
StatusIsTheDecision == IsFinal => (entry.status = "SUCCESSFUL") = (entry.decision = "commit")
FinalMeansRows == entry.status = "SUCCESSFUL" => \A l \in Credits : rows[l] > 0
RowsOnlyOfSettled ==
  (\E l \in Credits : rows[l] > 0) => entry.decision = "commit" /\ \A w \in Wallets : wallets[w].posted # Opening(w)
RowsOnce == \A l \in Credits : rows[l] <= 1
InvalidMeansRefused == entry.outcome = "INVALID" => \E l \in Legs, d \in 1..(MaxNow + 1) : IsHeard("refused", l, d)
OwnRequestsMatch == \A result \in heard : result.kind # "mismatch"
HeldDebitFindsRoom == \A result \in heard : result.kind # "no room"
DebitBeforeReservedPlace == \A w \in Wallets : wallets[w].flag => \E d \in 1..(MaxNow + 1) : IsHeard("held", "P", d)

Entry(w, seq) == CHOOSE e \in entries[w] : e.seq = seq
Written(w) == Cardinality(entries[w])
StatementGapless == \A w \in Wallets : {e.seq : e \in entries[w]} = 1..Written(w) /\ Written(w) <= wallets[w].seq
StatementAddsUp ==
  \A w \in Wallets : {e.seq : e \in entries[w]} = 1..Written(w) =>
    /\ \A n \in 2..Written(w) : Entry(w, n).balance = Entry(w, n - 1).balance + Entry(w, n).amount
    /\ Written(w) = wallets[w].seq /\ Written(w) > 0 => Entry(w, Written(w)).balance = wallets[w].posted
OneRecordPerPosting == \A w \in Wallets : Len(stream[w]) = wallets[w].seq - (IF w = "P" THEN 1 ELSE 0)

DecidedOnce == [][entry.decision # "" => entry'.decision = entry.decision /\ entry'.outcome = entry.outcome]_vars
FinalForGood == [][IsFinal => entry'.status = entry.status]_vars
BeginsInTime == [][entry.deadline = 0 /\ entry'.deadline # 0 => entry'.deadline > now]_vars
EntriesForGood == [][\A w \in Wallets : entries[w] \subseteq entries'[w]]_vars

\* No promises: what these forbid is reached.
NeverSuccessful == entry.status # "SUCCESSFUL"
NeverInvalid == entry.status # "INVALID"
NeverFailed == entry.status # "FAILED"
NeverInReservedPlace == \A w \in Wallets : ~wallets[w].flag
NeverCreatedWithFence == \A w \in Late : ~(Exists(wallets[w]) /\ wallets[w].fence > 0 /\ wallets[w].tombstone = 0)

EveryTransferEnds == <>IsFinal
EveryPostingIsWritten == <>[](\A w \in Wallets : Written(w) = wallets[w].seq)
EveryHoldEnds == <>[](\A w \in Wallets : wallets[w].hold = 0)
=============================================================================
