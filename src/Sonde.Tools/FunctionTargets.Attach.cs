using Sonde.Bpf;

namespace Sonde.Tools;

public sealed partial class FunctionTargets
{
    /// <summary>Attaches two programs to the entry and the return of each function; functions that refuse a probe are left out and reported.</summary>
    /// <param name="entry">The program for entries, of the kprobe type.</param>
    /// <param name="back">The program for returns, of the kprobe type.</param>
    /// <param name="verbose">Whether to name the functions that refused.</param>
    /// <returns>How many functions were attached to.</returns>
    /// <exception cref="BpfException">All of them refused; the last reason.</exception>
    public int AttachPairs(BpfProgram entry, BpfProgram back, bool verbose)
    {
        int count = 0;
        BpfException? refusal = null;
        for (int i = 0; i < Count; i++)
        {
            BpfLink? link = null;
            try
            {
                // Returns first: a call that is seen entering is then seen returning too.
                link = AttachReturn(back, i);
                AttachEntry(entry, i);
                count++;
            }
            catch (BpfException e)
            {
                link?.Dispose();
                refusal = e;
                if (verbose)
                    Console.Error.WriteLine($"not traced: {e.Message}");
            }
        }

        if (count == 0)
            throw refusal!;
        if (count < Count)
            Console.Error.WriteLine($"{Count - count} of {Count} functions refused a probe{(verbose ? "." : "; -v lists them.")}");
        return count;
    }

    /// <summary>Attaches a program to the entry of a function.</summary>
    /// <param name="program">The program, of the kprobe type.</param>
    /// <param name="index">The place of the function, from 0.</param>
    public BpfLink AttachEntry(BpfProgram program, int index)
    {
        ArgumentNullException.ThrowIfNull(program);
        return IsKernel ? program.AttachKprobe(_kernel[index], Cookie(index)) : program.AttachUprobe(_user[index], _pid, Cookie(index));
    }

    /// <summary>Attaches a program to the return of a function.</summary>
    /// <param name="program">The program, of the kprobe type.</param>
    /// <param name="index">The place of the function, from 0.</param>
    public BpfLink AttachReturn(BpfProgram program, int index)
    {
        ArgumentNullException.ThrowIfNull(program);
        return IsKernel ? program.AttachKretprobe(_kernel[index], Cookie(index)) : program.AttachUretprobe(_user[index], _pid, Cookie(index));
    }

    // Cookies tell the functions apart; 0 is what a probe without one has.
    private static ulong Cookie(int index) => BpfFeatures.HasAttachCookie ? (ulong)index + 1 : 0;
}
