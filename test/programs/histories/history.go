package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"sort"

	"github.com/anishathalye/porcupine"
)

// line is one line of the file. Times are microseconds by one clock.
type line struct {
	// wallet: the first line of each wallet, with its lowest balance. debit, credit, read: an operation.
	// side: whether a transfer shows on a wallet at the end.
	Kind    string `json:"kind"`
	Wallet  string `json:"wallet"`
	Lowest  int64  `json:"lowest,string"`
	Amount  int64  `json:"amount,string"`
	Balance int64  `json:"balance,string"`
	Call    int64  `json:"call"`
	// Missing if the client never learned the outcome.
	Return *int64 `json:"return"`
	// ok, none (it did not happen) or unknown.
	Result string `json:"result"`
	Tx     string `json:"tx"`
	Posted bool   `json:"posted"`
}

// What is planted is found among transfers, and among so few that all their orders are quickly counted out.
const minTransfers, maxTransfers = 8, 16

type history struct {
	lowest     map[string]int64
	operations map[string][]porcupine.Operation
	sides      []line
	// The number of operations that did not happen.
	without int
}

// readHistory reads the file. It fails if the file has no operation, as that would prove nothing.
func readHistory(path string) (*history, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	read := &history{lowest: map[string]int64{}, operations: map[string][]porcupine.Operation{}}
	lines := bufio.NewScanner(file)
	for number := 1; lines.Scan(); number++ {
		var one line
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		if err := read.add(one); err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
	}
	if len(read.operations) == 0 || len(read.sides) == 0 {
		return nil, fmt.Errorf("%s has no operations, or no sides of transfers", path)
	}
	return read, lines.Err()
}

func (h *history) add(one line) error {
	switch one.Kind {
	case "wallet":
		h.lowest[one.Wallet] = one.Lowest
	case "side":
		h.sides = append(h.sides, one)
	case "debit", "credit", "read":
		// What did not happen fits everywhere, and would only make the search longer.
		if one.Result == "none" {
			h.without++
			return nil
		}
		end := int64(math.MaxInt64)
		if one.Return != nil {
			end = *one.Return
		}
		h.operations[one.Wallet] = append(h.operations[one.Wallet], porcupine.Operation{
			Input:  operation{one.Kind, one.Amount},
			Call:   one.Call,
			Output: outcome{one.Result, one.Balance},
			Return: end,
		})
	default:
		return fmt.Errorf("unknown kind %q", one.Kind)
	}
	return nil
}

func (h *history) wallets() []string {
	names := make([]string, 0, len(h.operations))
	for name := range h.operations {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// halfTransfers names the transfers that happened on some of their sides only.
func (h *history) halfTransfers() []string {
	found := []string{}
	posted := map[string]bool{}
	for _, side := range h.sides {
		before, known := posted[side.Tx]
		if known && before != side.Posted {
			found = append(found, fmt.Sprintf("transfer %s happened on one side only, seen at wallet %s", side.Tx, side.Wallet))
		}
		posted[side.Tx] = side.Posted
	}
	return found
}

// plantWrongBalance adds a unit to a balance that was read while a transfer was in flight, and leaves that
// wallet's operations up to there alone in the history. It takes the read with the fewest such transfers:
// many of them explain almost any balance, and to exclude every order of many takes years.
func (h *history) plantWrongBalance() string {
	chosen, fewest := "", math.MaxInt
	var beginning []porcupine.Operation
	for _, wallet := range h.wallets() {
		for _, one := range h.operations[wallet] {
			if one.Input.(operation).kind != "read" {
				continue
			}
			before := upTo(h.operations[wallet], one)
			transfers, open := transfersOf(before, one.Call)
			if transfers >= minTransfers && transfers <= maxTransfers && open > 0 && open < fewest {
				chosen, fewest, beginning = wallet, open, before
			}
		}
	}
	if chosen == "" {
		return "nothing, as no client has read a wallet with few transfers while one was in flight"
	}
	last := &beginning[len(beginning)-1]
	known := last.Output.(outcome)
	known.balance++
	last.Output = known
	h.operations = map[string][]porcupine.Operation{chosen: beginning}
	return fmt.Sprintf("one unit too many in a balance of wallet %s, which was read with %d transfers in flight", chosen, fewest)
}

// upTo returns what was called before a read returned, and the read as the last. A transfer that returned
// later may not have happened by then. Another read that returned later may have seen what is cut off.
func upTo(operations []porcupine.Operation, read porcupine.Operation) []porcupine.Operation {
	before := []porcupine.Operation{}
	for _, one := range operations {
		isRead := one.Input.(operation).kind == "read"
		if one.Call >= read.Return || one == read || (isRead && one.Return > read.Return) {
			continue
		}
		if one.Return > read.Return {
			known := one.Output.(outcome)
			known.result = "unknown"
			one.Output, one.Return = known, math.MaxInt64
		}
		before = append(before, one)
	}
	return append(before, read)
}

// transfersOf counts the transfers, and those of them that are still in flight at a time.
func transfersOf(operations []porcupine.Operation, at int64) (transfers int, open int) {
	for _, one := range operations {
		if one.Input.(operation).kind == "read" {
			continue
		}
		transfers++
		if one.Return > at {
			open++
		}
	}
	return transfers, open
}
