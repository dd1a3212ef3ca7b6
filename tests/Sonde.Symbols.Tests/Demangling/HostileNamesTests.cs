using System.Text;

namespace Sonde.Symbols.Tests.Demangling;

/// <summary>Names that were made to hurt. What they are read as does not matter; that they are done with soon does.</summary>
public sealed class HostileNamesTests
{
    private static readonly string[] Seeds =
    [
        "_ZSt16__introsort_loopIPN4llvm3cfg6UpdateIPNS0_10BasicBlockEEElN9__gnu_cxx5__ops15_Iter_comp_iterIZNS1_15LegalizeUpdatesIS4_EEvNS0_8ArrayRefINS2_IT_EEEERNS0_15SmallVectorImplISD_EEbbEUlRKS5_SJ_E_EEEvSC_SC_T0_T1_",
        "_Z1fIJidEEDTfrplfp_EDpRKT_",
        "_Z1fI1AILb1EEXgtLi2ELi1EEEvPFPFvvEiEM1AKFvvE.part.0",
        "_ZN1AcvT_IiEEvQrqXcvT__ENRSt8integralE",
        "_ZZ1fvENKUlTyTnT_TpTyT0_E_clIiLi1EJiEEEDaS_",
        "_ZN71_$LT$Test$u20$$u2b$$u20$$u27$static$u20$as$u20$foo..Bar$LT$Test$GT$$GT$3bar17h930b740aa94f1d3aE",
        "_RINbNbCskIICzLVDPPb_5alloc5alloc8box_freeDINbNiB4_5boxed5FnBoxuEp6OutputuEL_ECs1iopQbuBiw2_3std",
        "_RNqCs4fqI2P2rA04_11utf8_identsu30____7hkackfecea1cbdathfdh9hlq6y",
        "_RINvC1a1fFG0_RL1_hRL0_tEuKVNtC1a1SS1xh1_EKRe616263_KTh1_EE",
    ];

    [Fact]
    public void Mutated_names_are_read_or_refused()
    {
        const string Letters = "_ZNSTIJEDKPROFMAXLQWCBvidcpt0129sruGl$.";
        var random = new Random(20260101);
        int read = 0;
        for (int i = 0; i < 20_000; i++)
        {
            var name = new StringBuilder(Seeds[i % Seeds.Length]);
            for (int change = random.Next(1, 6); change > 0; change--)
            {
                int place = random.Next(2, name.Length);
                switch (random.Next(4))
                {
                    case 0:
                        name[place] = Letters[random.Next(Letters.Length)];
                        break;
                    case 1:
                        name.Insert(place, Letters[random.Next(Letters.Length)]);
                        break;
                    case 2:
                        name.Remove(place, Math.Min(random.Next(1, 4), name.Length - place));
                        break;
                    default:
                        int from = random.Next(name.Length);
                        name.Insert(place, name.ToString(from, Math.Min(random.Next(1, 30), name.Length - from)));
                        break;
                }
            }

            if (Demangler.TryDemangle(name.ToString(), out string? text))
            {
                read++;
                Assert.InRange(text.Length, 1, DemangleOptions.MaxLength);
            }
        }

        Assert.InRange(read, 100, 19_000);
    }

    public static TheoryData<string> Bombs => new()
    {
        // Each type is made of two of the one before: 2^40 of the first.
        "_Z1f" + Doubling(40),
        "_Z1fI" + Doubling(40) + "EvT_S_T_S0_",
        // Each pack is the arguments of all before.
        "_Z1fIJ" + string.Concat(Enumerable.Repeat("i", 2000)) + "EEv" + string.Concat(Enumerable.Repeat("1AIJDp1BIJDpT_DpT_EEEE", 200)),
        "_Z1f" + new string('P', 100_000) + "i",
        "_Z1f" + string.Concat(Enumerable.Repeat("PF", 20_000)) + "v" + new string('E', 20_000),
        "_Z" + string.Concat(Enumerable.Repeat("Z1f", 30_000)) + "v",
        "_ZN" + string.Concat(Enumerable.Repeat("1a", 50_000)) + "E",
        "_Z1fI" + string.Concat(Enumerable.Repeat("XplLi1E", 10_000)) + "E",
        "_Z1fIL" + new string('A', 50_000),
        "_Z1fIiEvDT" + string.Concat(Enumerable.Repeat("nt", 40_000)) + "fp_E",
        "_Z1fIiEv" + string.Concat(Enumerable.Repeat("DTsr1aI", 10_000)),
        "_Z1fIiEvDT" + string.Concat(Enumerable.Repeat("sr1aIXE", 100)) + "LiE1xE" + string.Concat(Enumerable.Repeat("E1xE", 100)),
        "_Z1fIiEv" + string.Concat(Enumerable.Repeat("DTsr1aI", 100)) + "i" + string.Concat(Enumerable.Repeat("E1xE", 100)),
        "_Z1fIiEvDTsr" + string.Concat(Enumerable.Repeat("1a", 50_000)) + "E1xE",
        "_Z99999999999999999999f",
        "_Z1fA99999999999999999999_i",
        "_Z1fIJiEEvDpDpDpDpDpDpT_",
        "_ZN1AcvT_I1BIT_EEEv",
        "_ZN1AcvT_IT0_T_EEv",
        "_Z1fv" + string.Concat(Enumerable.Repeat(".part.0", 10_000)),
        "_ZN" + string.Concat(Enumerable.Repeat("1$", 40_000)) + "17h930b740aa94f1d3aE",
        // A tuple of two of the one before.
        "_RINvC1a1f" + RustDoubling(40) + "E",
        "_RINvC1a1f" + new string('R', 100_000) + "hE",
        "_R" + string.Concat(Enumerable.Repeat("NvB_", 10_000)) + "C1a1f",
        "_RINvC1a1fFGzzzzzzzzz_EuE",
        "_RINvC1a1fD" + string.Concat(Enumerable.Repeat("B_", 10_000)),
        "_RNvC1au99999_" + new string('a', 100_000),
        "_RNvC1au9_999999999",
        "_RINvC1a1fKe" + new string('f', 100_000) + "_E",
    };

    [Theory]
    [MemberData(nameof(Bombs), DisableDiscoveryEnumeration = true)]
    public void Names_that_grow_without_end_stop_within_the_limits(string name)
    {
        Demangler.TryDemangle(name, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        if (Demangler.TryDemangle(name, out string? text))
            Assert.InRange(text.Length, 1, DemangleOptions.MaxLength);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 32 << 20);
    }

    [Fact]
    public void A_thread_with_a_small_stack_is_enough()
    {
        int done = 0;
        var thread = new Thread(
            () =>
            {
                foreach (string bomb in Bombs.Select(row => row.Data))
                {
                    Demangler.TryDemangle(bomb, out _);
                    done++;
                }
            },
            256 * 1024);
        thread.Start();
        thread.Join();
        Assert.Equal(Bombs.Count, done);
    }

    private static string Doubling(int times)
    {
        var name = new StringBuilder("1aIiE");
        for (int i = 0; i < times; i++)
        {
            string last = i == 0 ? "S0_" : i + 1 <= 9 ? $"S{i}_" : $"S{Digits(i)}_";
            name.Append(System.Globalization.CultureInfo.InvariantCulture, $"S_I{last}{last}E");
        }

        return name.ToString();
    }

    private static string RustDoubling(int times)
    {
        // What follows _R counts, and the first tuple stands behind "INvC1a1f".
        var name = new StringBuilder("ThhE");
        int last = 8;
        for (int i = 0; i < times; i++)
        {
            int place = 8 + name.Length;
            name.Append(System.Globalization.CultureInfo.InvariantCulture, $"TB{Base62(last)}B{Base62(last)}E");
            last = place;
        }

        return name.ToString();
    }

    private static string Digits(int number) => number < 36 ? Digit(number) : Digit(number / 36) + Digit(number % 36);

    private static string Digit(int digit) => ((char)(digit < 10 ? '0' + digit : 'A' + digit - 10)).ToString();

    private static string Base62(int number)
    {
        const string Digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        if (number == 0)
            return "_";
        string text = "_";
        for (number--; ; number /= 62)
        {
            text = Digits[number % 62] + text;
            if (number < 62)
                return text;
        }
    }
}
