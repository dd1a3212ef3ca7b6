using Sonde.Bpf;

namespace Sonde.Tools;

public sealed partial class FunctionTargets
{
    /// <summary>Prepares programs that will be attached to all the functions. Call it before the programs are loaded.</summary>
    /// <remarks>
    /// User functions are attached to by one link where the kernel can (6.6): detaching hundreds one by one takes the kernel many
    /// seconds. Kernel functions have a probe each, whose registers are whole on every kernel.
    /// </remarks>
    /// <param name="programs">Programs of the kprobe type.</param>
    public void Prepare(params BpfProgram[] programs)
    {
        ArgumentNullException.ThrowIfNull(programs);
        foreach (BpfProgram program in IsKernel ? [] : programs)
            program.PreferUprobeMulti();
    }

    /// <summary>Attaches two programs to the entry and the return of each function; functions that refuse a probe are left out and reported.</summary>
    /// <param name="entry">The program for entries, of the kprobe type.</param>
    /// <param name="back">The program for returns, of the kprobe type.</param>
    /// <param name="verbose">Whether to name the functions that refused.</param>
    /// <returns>How many functions were attached to.</returns>
    /// <exception cref="BpfException">All of them refused; the last reason.</exception>
    public int AttachPairs(BpfProgram entry, BpfProgram back, bool verbose)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(back);
        int count = !IsKernel && TryAttachTogether(entry, back) ? Count : AttachOneByOne(entry, back, verbose);
        if (count < Count)
            Console.Error.WriteLine($"{Count - count} of {Count} functions refused a probe{(verbose ? "." : "; -v lists them.")}");
        return count;
    }

    // Returns first: a call that is seen entering is then seen returning too.
    private bool TryAttachTogether(BpfProgram entry, BpfProgram back)
    {
        ulong[] cookies = BpfFeatures.HasAttachCookie ? [.. Enumerable.Range(0, Count).Select(Cookie)] : [];
        BpfLinks? returns = null;
        try
        {
            returns = back.AttachUprobes(_user, _pid, onReturn: true, cookies);
            entry.AttachUprobes(_user, _pid, onReturn: false, cookies);
            return true;
        }
        catch (BpfException)
        {
            returns?.Dispose();
            return false; // One by one tells which it was, and has the others.
        }
    }

    private int AttachOneByOne(BpfProgram entry, BpfProgram back, bool verbose)
    {
        int count = 0;
        BpfException? refusal = null;
        for (int i = 0; i < Count; i++)
        {
            BpfLinks? link = null;
            try
            {
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

        return count > 0 ? count : throw refusal!;
    }

    /// <summary>Attaches a program to the entry of a function.</summary>
    /// <param name="program">The program, of the kprobe type.</param>
    /// <param name="index">The place of the function, from 0.</param>
    public BpfLinks AttachEntry(BpfProgram program, int index) => AttachOne(program, index, onReturn: false);

    /// <summary>Attaches a program to the return of a function.</summary>
    /// <param name="program">The program, of the kprobe type.</param>
    /// <param name="index">The place of the function, from 0.</param>
    public BpfLinks AttachReturn(BpfProgram program, int index) => AttachOne(program, index, onReturn: true);

    private BpfLinks AttachOne(BpfProgram program, int index, bool onReturn)
    {
        ArgumentNullException.ThrowIfNull(program);
        return IsKernel
            ? program.AttachKprobes([_kernel[index]], onReturn, [Cookie(index)])
            : program.AttachUprobes([_user[index]], _pid, onReturn, [Cookie(index)]);
    }

    // Cookies tell the functions apart; 0 is what a probe without one has.
    private static ulong Cookie(int index) => BpfFeatures.HasAttachCookie ? (ulong)index + 1 : 0;
}
