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

// maxTransfers is the size of a wallet whose orders are quickly counted out.
const maxTransfers = 40

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

// plantWrongBalance adds a unit to the last balance that was read while transfers were in flight. It takes
// the ordinary wallet with the most reads: to exclude every order of the treasury's many transfers, which
// all overlap, takes years.
func (h *history) plantWrongBalance() string {
	chosen, place := "", -1
	most := 0
	for _, wallet := range h.wallets() {
		reads, at := 0, -1
		transfers := 0
		for n, one := range h.operations[wallet] {
			if one.Input.(operation).kind == "read" {
				reads, at = reads+1, n
			} else {
				transfers++
			}
		}
		if reads > most && transfers <= maxTransfers {
			chosen, place, most = wallet, at, reads
		}
	}
	if place < 0 {
		return "nothing, as no client has read a wallet with few transfers"
	}
	known := h.operations[chosen][place].Output.(outcome)
	known.balance++
	h.operations[chosen][place].Output = known
	return fmt.Sprintf("one unit too many in a balance of wallet %s", chosen)
}
