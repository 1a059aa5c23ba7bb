package main

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// TestNothingLost drives reset and undo, in all their forms, over files that are edited,
// deleted, read-only and untracked, folders and links in their places, and looks after
// each for every byte that was there before. For sync it is TestSyncIsUndone that does.
func TestNothingLost(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			v := newVictim(t, "workshop", rand.New(rand.NewPCG(seed, 3)))
			untracked := v.tree()
			for _, args := range [][]string{
				{"reset", victimStep + "/order.go"},
				{"reset", "5.3"},
				{"undo"},
				{"reset", "5"},
				{"undo"},
				{"undo"},
			} {
				old := v.tree()
				v.mustRun(append(args, "-yes")...)
				left := v.tree()
				v.nothingLost(left, old, v.backups())
				for _, name := range []string{"/notes.txt", "/.mine/order.go"} {
					if left[victimStep+name] != untracked[victimStep+name] {
						t.Errorf("after %v %s is %v; want it as it was", args, name, left[victimStep+name])
					}
				}
			}
			v.wantShipped()
			v.mustRun("undo", "-yes")
			v.mustRun("undo", v.backups()[0], "-yes") // of order.go, unless that was as shipped
			v.wantTree("the last undo", untracked)
		})
	}
}
